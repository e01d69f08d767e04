"""How quick the app is, live: a line above the composer."""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque

from textual.content import Content
from textual.widgets import Static

from agent_tui.core.stalls import Stall
from agent_tui.model.memory import megabytes
from agent_tui.tui.watchdog import Watchdog

_KEPT = 200
"""Keys and frames that are looked back on."""
_EVERY = 1.0


class Gauge(Static, can_focus=False):
    """Echo, frames, stalls and memory, told anew each second while it is mounted."""

    DEFAULT_CSS = "Gauge { height: 1; padding: 0 3; color: $text-muted; }"

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._echoes: deque[float] = deque(maxlen=_KEPT)
        self._frames: deque[float] = deque(maxlen=_KEPT)
        self._typed: float | None = None
        self._drawn = 0
        self._stalls: deque[float] = deque(maxlen=_KEPT)
        self._watchdog: Watchdog | None = None

    def on_mount(self) -> None:
        self._watchdog = Watchdog(asyncio.get_running_loop(), self._stalled)
        self.set_interval(_EVERY, self._tell)
        self._tell()

    def on_unmount(self) -> None:
        if self._watchdog is not None:
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

    def _stalled(self, stall: Stall) -> None:
        self._stalls.append(stall.seconds)

    def _tell(self) -> None:
        drawn, self._drawn = self._drawn, 0
        told = (
            f"echo p50 {_milliseconds(self._echoes, 0.5)} p99 {_milliseconds(self._echoes, 0.99)}",
            f"frame {_milliseconds(self._frames, 0.5)}",
            f"{drawn / _EVERY:.0f} updates/s",
            f"{len(self._stalls)} stalls, longest {_milliseconds(self._stalls, 1.0)}",
            f"{megabytes(os.getpid())} MB",
        )
        self.update(Content(" · ".join(told)))


def _milliseconds(seconds: deque[float], part: float) -> str:
    """The value that `part` of all do not exceed."""
    ordered = sorted(seconds)
    return f"{ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000:.1f} ms" if ordered else "–"
