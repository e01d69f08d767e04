"""Notices when the event loop stands, and in what."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial

from agent_tui.core.stalls import Stall

LIMIT = 0.016
"""Seconds that one step of the loop may take."""
_REST = 0.008
"""Seconds between two looks."""
_DEPTH = 24


def _clock(thread: int) -> Callable[[], float]:
    """The processor time of a thread, where the system tells it; else the time of the whole process."""
    if sys.platform in ("win32", "darwin"):
        return time.process_time
    return partial(time.clock_gettime, time.pthread_getcpuclockid(thread))


class Watchdog:
    """A thread that asks the loop for a sign of life again and again; `told` hears, in that thread, of each stall."""

    def __init__(self, loop: asyncio.AbstractEventLoop, told: Callable[[Stall], None], limit: float = LIMIT) -> None:
        """Must be made in the loop's own thread."""
        self._loop = loop
        self._watched = threading.get_ident()
        self._clock = _clock(self._watched)
        self._told = told
        self._limit = limit
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()

    def _watch(self) -> None:
        while not self._over.wait(_REST):
            alive = threading.Event()
            asked, used = time.perf_counter(), self._clock()
            try:
                self._loop.call_soon_threadsafe(alive.set)
            except RuntimeError:
                # The loop has been closed.
                return
            if not alive.wait(self._limit):
                stack = self._stack()
                while not alive.wait(self._limit):
                    if self._over.is_set():
                        return
                self._told(Stall(time.perf_counter() - asked, stack, self._clock() - used))

    def _stack(self) -> str:
        frame = sys._current_frames().get(self._watched)
        found = traceback.extract_stack(frame, _DEPTH) if frame else []
        return "\n".join(f"{each.filename}:{each.lineno} {each.name}" for each in found)
