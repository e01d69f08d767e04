"""Requests, and what came of them."""

from __future__ import annotations

from agent_tui.core.errors import ModelFailed
from agent_tui.core.events import Delta, Event, Replied
from agent_tui.core.messages import Message, Request, ToolSpec, UserMessage
from agent_tui.core.ports import Provider

READ = ToolSpec("read_file", "Read a file.", {"type": "object", "properties": {"path": {"type": "string"}}})
GPT = "openai/test-model"
CLAUDE = "anthropic/claude-sonnet-4-5"


def request(model: str, *messages: Message, effort: str = "") -> Request:
    return Request(model, "Be brief.", (READ,), messages or (UserMessage("hello"),), effort)


async def events(provider: Provider, asked: Request) -> list[Event]:
    return [event async for event in provider.reply(asked)]


async def reply(provider: Provider, asked: Request) -> Replied:
    """The reply, which must be the last event and the only one of its kind."""
    *before, last = await events(provider, asked)
    assert isinstance(last, Replied)
    assert not any(isinstance(event, Replied) for event in before)
    return last


async def failure(provider: Provider, asked: Request) -> ModelFailed:
    """The failure that the request must end with."""
    try:
        got = await events(provider, asked)
    except ModelFailed as failed:
        return failed
    raise AssertionError(f"no failure, but {got}")


def streamed(got: list[Event], kind: str) -> str:
    """What came in deltas of a kind."""
    return "".join(event.text for event in got if isinstance(event, Delta) and event.kind == kind)
