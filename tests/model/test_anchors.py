from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from agent_tui.core.messages import AssistantMessage, Call, Image, Message, Request, ToolMessage, ToolSpec, UserMessage
from agent_tui.model.anchors import wants_marks
from agent_tui.model.client import Access, WorkerProvider
from tests.model.asking import CLAUDE, GPT, READ, reply
from tests.support import openai_server
from tests.support.anthropic_server import AnthropicServer, say
from tests.support.openai_server import OpenAIServer

MARK = {"type": "ephemeral"}
FIND = ToolSpec("find_file", "Find a file.", {"type": "object", "properties": {"name": {"type": "string"}}})
LONG = 30
"""Calls in one reply; more than the twenty blocks that a provider looks back."""
CALLS = tuple(Call(f"c{number}", "read_file", f'{{"path":"{number}"}}') for number in range(LONG))
TALK: tuple[Message, ...] = (
    UserMessage("Read them all."),
    AssistantMessage("Reading.", calls=CALLS),
    *(ToolMessage(call.id, "read_file", f"text {call.id}") for call in CALLS),
    AssistantMessage("What now?"),
    UserMessage("Look at this.", (Image("image/png", "AAAA"),)),
)
ENDS = (1, 2 + LONG, len(TALK))
"""Where each request of the talk ends."""


def asked(model: str, end: int) -> Request:
    return Request(model, "Be brief.", (FIND, READ), TALK[:end])


def unmarked(part: Any) -> Any:
    """The same without marks."""
    if isinstance(part, dict):
        return {name: unmarked(value) for name, value in part.items() if name != "cache_control"}
    return [unmarked(one) for one in part] if isinstance(part, list) else part


def marks(part: Any) -> int:
    return str(part).count("cache_control")


def blocks(body: dict[str, Any]) -> list[dict[str, Any]]:
    """All blocks of the messages, in order."""
    return [block for message in body["messages"] for block in message["content"]]


@pytest.mark.asyncio(loop_scope="session")
async def test_each_request_stores_its_end_and_finds_the_end_of_the_last(
    provider: WorkerProvider, anthropic: AnthropicServer
) -> None:
    anthropic.script(*[say("ok") for _ in ENDS])
    for end in ENDS:
        await reply(provider, asked(CLAUDE, end))
    bodies = anthropic.bodies
    for body in bodies:
        assert body["tools"][-1]["cache_control"] == body["system"][-1]["cache_control"] == MARK
        assert marks(body) <= 4
    for before, after in pairwise(bodies):
        old, new = blocks(before), blocks(after)
        assert unmarked(new[: len(old)]) == unmarked(old)
        assert unmarked([after["tools"], after["system"]]) == unmarked([before["tools"], before["system"]])
        assert old[-1]["cache_control"] == new[len(old) - 1]["cache_control"] == new[-1]["cache_control"] == MARK


@pytest.mark.asyncio(loop_scope="session")
async def test_a_provider_that_caches_by_itself_gets_no_marks(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(*[openai_server.say("ok") for _ in ENDS])
    for end in ENDS:
        await reply(provider, asked(GPT, end))
    assert len(openai.bodies) == len(ENDS)
    assert not marks(openai.bodies)


@pytest.mark.asyncio(loop_scope="session")
async def test_marks_pass_through_a_router(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(openai_server.say("ok"), openai_server.say("ok"))
    before, provider.access = provider.access, Access(openai.base_url, "key-for-tests")
    try:
        await reply(provider, asked("openrouter/anthropic/claude-sonnet-4.5", ENDS[1]))
        await reply(provider, asked("openrouter/openai/gpt-5", ENDS[1]))
    finally:
        provider.access = before
    claude, gpt = openai.bodies
    assert marks(claude) == 4
    assert claude["messages"][-1]["content"][-1]["cache_control"] == MARK
    assert not marks(gpt)


@pytest.mark.parametrize(
    ("model", "entry", "wanted"),
    [
        ("anthropic/claude-sonnet-4-5", {"supports_prompt_caching": True}, True),
        ("claude-sonnet-4-5", {"supports_prompt_caching": True}, True),
        ("anthropic/newer-than-the-table", None, True),
        ("bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0", {"supports_prompt_caching": True}, True),
        ("bedrock/anthropic.claude-v2", {"max_input_tokens": 100_000}, False),
        ("bedrock/amazon.nova-pro-v1:0", {"supports_prompt_caching": True}, False),
        ("vertex_ai/claude-haiku-4-5@20251001", {"supports_prompt_caching": True}, True),
        ("vertex_ai/gemini-2.5-pro", {"supports_prompt_caching": True}, False),
        ("openrouter/anthropic/claude-sonnet-4.5", None, True),
        ("replicate/anthropic/claude-4.5-sonnet", {"supports_prompt_caching": True}, False),
        ("openai/gpt-5", {"supports_prompt_caching": True}, False),
        ("openai/claude-behind-a-proxy", None, False),
    ],
)
def test_which_models_heed_marks(model: str, entry: dict[str, Any] | None, wanted: bool) -> None:
    assert wants_marks(model, entry) is wanted
