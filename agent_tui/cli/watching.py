"""Writes down when a start came to what, and where the app's loop stood, where that is wanted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from agent_tui.config.places import places
from agent_tui.core.marks import follow
from agent_tui.session.timings import Timings, place, wanted


def follow_marks() -> None:
    """Write down what a start comes to, where timings are wanted."""
    if wanted(os.environ):
        follow(Timings(place(os.environ, places().state)).marked)


def watching() -> Callable[[asyncio.AbstractEventLoop], Callable[[], None]] | None:
    """What begins to watch over a loop and returns what ends that; None where timings are not wanted."""
    if not wanted(os.environ):
        return None
    from agent_tui.tui.watchdog import Watchdog

    timings = Timings(place(os.environ, places().state))
    follow(timings.marked)
    return lambda loop: Watchdog(loop, timings.stalled).stop
