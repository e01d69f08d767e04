"""Writes down when a start came to what, and where the app's loop stood, where that is wanted."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

from agent_tui.config.places import places
from agent_tui.core.marks import follow
from agent_tui.session.timings import Timings, of_environment


def timings() -> Timings:
    """What takes how long, written down from the start where the environment wants it."""
    made = of_environment(os.environ, places().state)
    if made.on:
        follow(made.marked)
    return made


def watching(made: Timings) -> Callable[[asyncio.AbstractEventLoop], Callable[[], None]]:
    """What begins to watch over a loop and returns what ends that."""

    def watch(loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        from agent_tui.tui.watchdog import Watchdog

        return Watchdog(loop, made.stalled).stop

    return watch
