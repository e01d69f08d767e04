"""Compaction: old messages give way to a summary; what the person said stays word for word."""

from __future__ import annotations

from collections.abc import Sequence

from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import Replied
from agent_tui.core.messages import Message, Request, Usage, UserMessage
from agent_tui.core.ports import Provider

_KEPT_CHARACTERS = 60_000
"""Of the person's own messages: about 20,000 tokens, the newest first."""


async def summary(provider: Provider, request: Request, instructions: str, focus: str = "") -> tuple[str, Usage]:
    """A model's summary of `request`'s messages, and what it cost.

    The request keeps its tools and system prompt, so that the provider's cache still serves it. Raises `ModelFailed`,
    also for a summary that is empty.
    """
    ask = instructions if not focus else f"{instructions}\n\nKeep above all: {focus}"
    messages = (*request.messages, UserMessage(ask, source="reminder"))
    text, usage = "", Usage()
    async for event in provider.reply(Request(request.model, request.system, request.tools, messages, request.effort)):
        if isinstance(event, Replied):
            text, usage = event.message.text.strip(), event.usage
    if not text:
        raise ModelFailed(FailureKind.BAD_REQUEST, "The model gave no summary; nothing was changed.")
    return text, usage


def newest_turn(messages: Sequence[Message]) -> int:
    """How many of the newest messages make up the last turn."""
    for back, message in enumerate(reversed(messages), 1):
        if isinstance(message, UserMessage) and message.source == "person":
            return back
    return len(messages)


def folded(messages: Sequence[Message], text: str) -> UserMessage:
    """The one message that stands for `messages`: the summary, then the person's own words."""
    words: list[str] = []
    room = _KEPT_CHARACTERS
    for message in reversed(messages):
        if isinstance(message, UserMessage) and message.source == "person":
            room -= len(message.text)
            if room < 0:
                break
            words.append(message.text)
    said = "\n".join(f"<said>\n{one}\n</said>" for one in reversed(words))
    return UserMessage(
        f"<summary>\n{text}\n</summary>\n\nWhat the user said so far, word for word:\n{said}", source="summary"
    )
