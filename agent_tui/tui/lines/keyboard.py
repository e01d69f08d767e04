"""Lines from the standard input, without holding up anything, the end of the process included."""

from __future__ import annotations

import asyncio
import sys
import threading


class Keyboard:
    """Reads lines in a thread of its own."""

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, daemon=True, name="keyboard").start()

    async def line(self) -> str | None:
        """The next line without its end; None once there will be no more."""
        return await self._lines.get()

    def _read(self) -> None:
        for line in sys.stdin:
            self._put(line.rstrip("\n"))
        self._put(None)

    def _put(self, line: str | None) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
