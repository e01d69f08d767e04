"""Tells how a session does: what is kept and serves, its model processes, its newest reply."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from agent_tui.core.events import Event, Replied, Vitals
from agent_tui.core.vitals import Kept, LastRequest, ModelProcess

Kepts = Callable[[], tuple[Kept, ...]]
Processes = Callable[[], Awaitable[tuple[ModelProcess, ...]]]


async def none() -> tuple[ModelProcess, ...]:
    """The processes of a session that has none."""
    return ()


class Pulse:
    """Sees what happens, and is asked now and then."""

    def __init__(self, clock: Callable[[], float], kept: Kepts = tuple, processes: Processes = none) -> None:
        """`clock` is in seconds."""
        self._clock = clock
        self._kept = kept
        self._processes = processes
        self._newest: tuple[Replied, float] | None = None
        self._sent = self._cached = 0

    def observe(self, event: Event) -> None:
        """Take up what `event` says."""
        if isinstance(event, Replied):
            self._newest = event, self._clock()
            self._sent += event.usage.input_tokens
            self._cached += event.usage.cached_tokens

    async def taken(self) -> Vitals:
        """How the session does now."""
        processes = await self._processes()
        prompts = Kept("prompt cache", self._cached, self._sent - self._cached)
        return Vitals((*self._kept(), prompts), processes, self._last())

    def _last(self) -> LastRequest | None:
        if self._newest is None:
            return None
        event, at = self._newest
        return LastRequest(event.message.model, event.seconds, event.first_token_seconds, self._clock() - at)
