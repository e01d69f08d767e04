"""Measures how quick the app is while it runs."""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from pathlib import PurePath

from msgspec import Struct

from agent_tui.core.stalls import Stall
from agent_tui.model.memory import megabytes
from agent_tui.tui.watchdog import Watchdog

_LOOKED_BACK = 200
"""Keys and frames that are looked back on."""
_OURS, _LOOP = "agent_tui", "asyncio/events.py:"


class Reading(Struct, frozen=True):
    """What was measured of the app; seconds, None where there was nothing yet."""

    echo: float | None = None
    """From a key to the frame that shows it: half of them took no longer."""
    slow_echo: float | None = None
    """The same for 99 of 100."""
    frame: float | None = None
    updates: float = 0.0
    """Frames a second since the last reading."""
    stalls: int = 0
    longest: float = 0.0
    """The longest stall."""
    where: str = ""
    """What stood in the longest stall."""
    megabytes: int = 0


class Meter:
    """Looks at keys, frames and the event loop until it is stopped."""

    def __init__(self) -> None:
        """Must be made in the loop's own thread."""
        self._echoes: deque[float] = deque(maxlen=_LOOKED_BACK)
        self._frames: deque[float] = deque(maxlen=_LOOKED_BACK)
        self._typed: float | None = None
        self._drawn = 0
        self._read = time.perf_counter()
        self._stalls = 0
        self._longest = Stall(0.0, "")
        self._watchdog = Watchdog(asyncio.get_running_loop(), self.stalled)

    def stop(self) -> None:
        """Look no more."""
        self._watchdog.stop()

    def typed(self) -> None:
        """A key came."""
        self._typed = time.perf_counter()

    def drew(self, began: float) -> None:
        """A frame was written that was begun at `began`, on the clock of `time.perf_counter`."""
        now = time.perf_counter()
        self._frames.append(now - began)
        self._drawn += 1
        if self._typed is not None:
            self._echoes.append(now - self._typed)
            self._typed = None

    def stalled(self, stall: Stall) -> None:
        """The loop stood; told from any thread."""
        self._stalls += 1
        if stall.seconds > self._longest.seconds:
            self._longest = stall

    def reading(self) -> Reading:
        """What was measured so far."""
        now = time.perf_counter()
        updates = self._drawn / max(now - self._read, 1e-3)
        self._read, self._drawn = now, 0
        longest = self._longest
        return Reading(
            _part(self._echoes, 0.5),
            _part(self._echoes, 0.99),
            _part(self._frames, 0.5),
            updates,
            self._stalls,
            longest.seconds,
            place(longest.stack),
            megabytes(os.getpid()),
        )


def place(stack: str) -> str:
    """What the loop was at: the innermost call in agent's own source, else the innermost: `paint/view.py:88 lines`."""
    calls = stack.splitlines()
    # What is before the loop's own call, such as that which runs the app, is there whatever the loop does.
    begun = max((at for at, call in enumerate(calls) if _LOOP in call), default=-1) + 1
    step = calls[begun:] or calls
    if not step:
        return ""
    ours = [call for call in step if _OURS in PurePath(call.partition(":")[0]).parts]
    file, _, rest = (ours or step)[-1].partition(":")
    return f"{'/'.join(PurePath(file).parts[-2:])}:{rest}"


def _part(seconds: deque[float], part: float) -> float | None:
    """The value that `part` of all do not exceed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else None
