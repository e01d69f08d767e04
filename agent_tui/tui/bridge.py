"""Carries a session's events to the screen, no more often than a person can see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from msgspec import Struct

from agent_tui.core.events import TRANSIENT, CallProgress, Delta, Event

INTERVAL = 0.04
"""Seconds between two updates of the screen, at least."""
FEW = 12
"""Characters that do not warrant an update of their own while more come."""
PAUSE = 0.12
"""Seconds without anything new after which even few characters are shown."""


class Pace(Struct):
    """When the next update is due; times are seconds on the caller's clock."""

    shown: float = float("-inf")
    cost: float = 0.0
    """Seconds that the last update took."""

    def due(self, latest: float, characters: int, whole: bool, first: bool = False) -> float:
        """When to show `characters` new ones, the last of which came at `latest`.

        `whole`: soon, however few; `first`: at once, for they are what was being waited for.
        """
        if first:
            return self.shown + self.cost
        free = self.shown + max(INTERVAL, 3 * self.cost)
        if whole or characters >= FEW:
            return free
        return max(free, latest + PAUSE)


async def carry(events: AsyncIterator[Event], show: Callable[[Sequence[Event]], None]) -> None:
    """Read `events` to their end and hand them to `show` in bundles, deltas joined."""
    clock = asyncio.get_running_loop().time
    pace = Pace()
    pending: list[Event] = []
    latest = clock()
    streaming = False
    reader = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            wait = None
            if pending:
                new = sum(len(event.text) for event in pending if isinstance(event, Delta | CallProgress))
                whole = not streaming or any(not isinstance(event, TRANSIENT) for event in pending)
                wait = max(0.0, pace.due(latest, new, whole, first=new > 0 and not streaming) - clock())
            done, _ = await asyncio.wait([reader], timeout=wait)
            if not done:
                began = clock()
                show(joined(pending))
                streaming = isinstance(pending[-1], TRANSIENT)
                pending = []
                pace = Pace(clock(), clock() - began)
                continue
            event = reader.result()
            if event is None:
                break
            pending.append(event)
            latest = clock()
            reader = asyncio.ensure_future(anext(events, None))
    finally:
        # Also what came before a fault is shown.
        if pending and reader.done():
            show(joined(pending))
        reader.cancel()


def joined(events: Sequence[Event]) -> list[Event]:
    """The same events, with neighbouring deltas of one kind, and output of one call, made into one."""
    result: list[Event] = []
    for event in events:
        match (result[-1] if result else None, event):
            case (Delta(kind=kind, text=text), Delta(kind=next_kind, text=more)) if kind == next_kind != "call":
                result[-1] = Delta(kind, text + more)
            case (CallProgress(call_id=call_id, text=text), CallProgress(call_id=same, text=more)) if call_id == same:
                result[-1] = CallProgress(call_id, text + more)
            case _:
                result.append(event)
    return result
