"""Takes in what a process prints: bounded in memory, whole in a file, and live for the person."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import BinaryIO

from agent_tui.core.ports import Progress
from agent_tui.tools.fold import Folded
from agent_tui.tools.printed import Printed
from agent_tui.tools.process import Process
from agent_tui.tools.truncate import Kept

LARGEST_FILE = 2 << 30
"""Bytes of one output that are stored; what comes after is counted and dropped."""
_LIVE_EVERY = 0.1
"""Seconds between two updates for the person."""
_LIVE_ROOM = 8 * 1024
"""Characters of one update; of a flood only the end is of use."""
_QUIET = 0.1
_DRAIN = 1.0


class Capture:
    """The output of one process. Reading starts at once and goes on until nobody can write any more."""

    def __init__(self, process: Process, path: Path, progress: Progress | None = None, always: bool = False) -> None:
        """`path` is made when the output outgrows what a result may have, or with `always` at once."""
        self._process = process
        self._printed = Printed()
        self._path = path
        self._progress = progress
        self._kept = Kept()
        self._folded = Folded()
        self.saved = 0
        """Characters of repeated lines and blanks that were folded out of the last `text`."""
        self._before = ""
        """All that came, until it is stored."""
        self._file: BinaryIO | None = None
        self._written = 0
        self.trouble = ""
        """Why the output could not be stored, in a sentence."""
        self._live = ""
        self._flush: asyncio.TimerHandle | None = None
        self._arrived = 0
        """Bytes."""
        self._waiting = False
        """Whether all that arrived was taken in."""
        if always:
            self._store(b"")
        self._reading = asyncio.create_task(self._read())

    @property
    def stored(self) -> str:
        """The file that holds the whole output, empty where there is none."""
        return str(self._path) if self._file and not self.trouble else ""

    def text(self) -> str:
        """The output, folded and cut to what a result may have; it is `stored` whole where it was cut."""
        self._kept.add(self._folded.close())
        self.saved = self._folded.saved
        return self._kept.text(self.stored)

    def take(self) -> str:
        """What came since the last `take`, cut likewise."""
        text = self.text()
        self._kept, self._folded = Kept(), Folded()
        return text

    @property
    def cut(self) -> bool:
        return self._kept.cut

    async def drain(self) -> None:
        """Wait, after the program has ended, for the output that is still under way.

        Where something in the background keeps the pipe, that is until it is quiet.
        """
        until = time.monotonic() + _DRAIN
        while not self._reading.done() and time.monotonic() < until:
            before = self._arrived
            await asyncio.wait({self._reading}, timeout=_QUIET)
            if self._waiting and self._arrived == before:
                break
        await self._take_in(self._printed.feed(b"", final=True))
        self._show()
        self._progress = None

    async def close(self) -> None:
        """Stop reading."""
        self._reading.cancel()
        await asyncio.wait({self._reading})
        if self._flush is not None:
            self._flush.cancel()
        self._process.close()

    async def _read(self) -> None:
        try:
            while data := await self._next():
                self._arrived += len(data)
                await self._take_in(self._printed.feed(data))
            await self._take_in(self._printed.feed(b"", final=True))
        finally:
            if self._file is not None:
                self._file.close()
            self._process.close()

    async def _next(self) -> bytes:
        self._waiting = True
        data = await self._process.read()
        self._waiting = False
        return data

    async def _take_in(self, text: str) -> None:
        self._announce(text)
        if not text:
            return
        self._kept.add(self._folded.feed(text))
        if self._file is not None:
            await asyncio.to_thread(self._store, text.encode())
            return
        self._before += text
        if len(self._before) > self._kept.limit:
            whole, self._before = self._before, ""
            await asyncio.to_thread(self._store, whole.encode())

    def _store(self, data: bytes) -> None:
        if self.trouble:
            return
        if self._written + len(data) > LARGEST_FILE:
            self.trouble = f"{self._path} holds the first {self._written:,} bytes; the rest was not stored."
            return
        try:
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
                self._file = os.fdopen(os.open(self._path, flags, 0o600), "wb", 0)
            self._file.write(data)
            self._written += len(data)
        except OSError as error:
            self.trouble = f"The whole output could not be stored: {error.strerror}."

    def _announce(self, done: str) -> None:
        if self._progress is None:
            return
        self._live = (self._live + self._printed.so_far(done))[-_LIVE_ROOM:]
        if self._live and self._flush is None:
            self._flush = asyncio.get_running_loop().call_later(_LIVE_EVERY, self._show)

    def _show(self) -> None:
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        if self._live and self._progress is not None:
            self._progress(self._live)
        self._live = ""
