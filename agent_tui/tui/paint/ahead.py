"""Matches the lines of large changes in a thread, before they are painted where keys are waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

from agent_tui.core.events import Asked, Event
from agent_tui.core.views import Diff, View
from agent_tui.tui.paint.hunks import KEPT, hunks

_SMALL = 8_000
"""Characters of a diff that are matched within a frame."""


def takes_long(view: View | None) -> bool:
    """Whether painting `view` for the first time would be felt."""
    if not isinstance(view, Diff):
        return False
    return sum(len(change.before or "") + len(change.after or "") for change in view.changes) > _SMALL


async def prepared(view: View | None, theme: str) -> None:
    """Have what takes long of `view` ready, with its code in the colours of `theme`."""
    if isinstance(view, Diff) and takes_long(view):
        await asyncio.to_thread(_match, view, theme)


async def shown_ready(events: AsyncIterator[Event], theme: Callable[[], str]) -> AsyncIterator[Event]:
    """The events, each once what it opens can be painted at once."""
    async for event in events:
        if isinstance(event, Asked):
            await prepared(event.view, theme())
        yield event


def _match(diff: Diff, theme: str) -> None:
    # The last ones are kept, and the first ones are seen first.
    for change in reversed(diff.changes[:KEPT]):
        hunks(change, theme)
