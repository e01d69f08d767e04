"""Measures a program whose delay is known, so that the measuring itself is measured."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from agent_tui.perf.echo import typed
from agent_tui.perf.figures import Figure
from agent_tui.perf.room import Room
from agent_tui.perf.terminal import Terminal

DELAY = 0.05
_READY = "ready"
_KEYS = 6
_PROGRAM = f"""
import os, time, tty
tty.setraw(0)
os.write(1, b"{_READY}")
while key := os.read(0, 64):
    time.sleep({DELAY})
    os.write(1, key)
"""


def planted(room: Room) -> Iterator[Figure]:
    """How far the echo that is measured is from the delay that was planted."""
    with Terminal([sys.executable, "-I", "-S", "-c", _PROGRAM], room.project, room.env()) as terminal:
        terminal.seen(_READY)
        (took,) = typed([terminal], _KEYS, 2 * DELAY)
    yield Figure("planted delay: error", "ms", tuple(abs(each - DELAY * 1000) for each in took))
