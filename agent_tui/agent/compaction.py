"""Compaction: old messages give way to a page that a model and code write together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from agent_tui.core.compaction import Page, page
from agent_tui.core.conversation import Conversation, normalised
from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import Compacted, Replied
from agent_tui.core.messages import Message, Request, Usage, UserMessage
from agent_tui.core.ports import Provider
from agent_tui.core.window import Weigh

_UNKNOWN_SPACE = 100_000
"""Tokens that are reckoned with where the model's window is not known."""


class Pressure(Struct, frozen=True):
    """How full the window is."""

    fixed: int
    """Tokens of the system prompt and the tools."""
    tokens: int
    """Tokens of the whole request."""
    space: int
    """Tokens the whole request may have; 0 where that is not known."""
    weigh: Weigh


class Compaction:
    """Writes pages; a page that would help nothing is not written."""

    def __init__(self, provider: Provider, prompt: str, model: str = "", room: int = 0) -> None:
        """`model` writes the summaries, where it is not the one in use; `room` is what a request to it may have."""
        self._provider = provider
        self._prompt = prompt
        self._model = model
        self._room = room
        self.paid: Callable[[str, Usage], None] = lambda _model, _usage: None
        """Takes what summaries cost."""
        self.jobs: Callable[[], Sequence[str]] = tuple
        """Commands that run in the background."""
        self.ground: Callable[[], Awaitable[tuple[UserMessage, ...]]] = _nothing
        """The environment and the project's instructions as they are now; where empty, those of the talk stay."""

    async def fold(
        self, conversation: Conversation, request: Request, keep: int, pressure: Pressure, focus: str, *, auto: bool
    ) -> Compacted:
        """Replace all but the newest `keep` messages. Raises `ModelFailed`: then nothing has changed."""
        messages, weigh = conversation.messages, pressure.weigh
        text = await self._summary(request, pressure, focus)
        space = pressure.space - pressure.fixed if pressure.space else _UNKNOWN_SPACE
        ground, jobs = await self.ground(), self.jobs()
        old = messages[: len(messages) - keep]

        def written() -> tuple[Page, int]:
            new = page(messages, keep, text, ground, jobs, weigh, space)
            return new, sum(map(weigh, old)) - sum(map(weigh, new.messages))

        made, won = await asyncio.to_thread(written)
        if won <= 0:
            raise ModelFailed(FailureKind.BAD_REQUEST, "the summary is no shorter than what it would replace.")
        conversation.fold(made.messages, keep)
        folded = len(old) - made.said - made.dropped
        after = pressure.tokens - won
        return Compacted(pressure.tokens, after, folded, made.messages, keep, auto, made.said, made.dropped)

    async def _summary(self, request: Request, pressure: Pressure, focus: str) -> str:
        ask = self._prompt if not focus else f"{self._prompt}\n\nKeep above all: {focus}"
        space = self._room if self._model else pressure.space
        messages = (*_newest(request.messages, pressure, space), UserMessage(ask, source="reminder"))
        model = self._model or request.model
        text = ""
        # With its tools and its system prompt, so that the provider's cache still serves it.
        async for event in self._provider.reply(replace(request, model=model, messages=messages)):
            if isinstance(event, Replied):
                text = event.message.text.strip()
                self.paid(model, event.usage)
        if not text:
            raise ModelFailed(FailureKind.BAD_REQUEST, "the model gave no summary; nothing was changed.")
        return text


async def _nothing() -> tuple[UserMessage, ...]:
    return ()


def _newest(messages: Sequence[Message], pressure: Pressure, space: int) -> tuple[Message, ...]:
    """The newest messages that fit into `space` tokens (0 for any number), so that a summary can be asked for."""
    excess = pressure.tokens - space if space else 0
    start = 0
    while excess > 0 and start < len(messages) - 1:
        excess -= pressure.weigh(messages[start])
        start += 1
    return tuple(normalised(messages[start:]))
