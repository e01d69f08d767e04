"""A pseudo-terminal that knows when each byte came."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Self

from agent_tui.core.errors import UserError

_TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
_SIZE = (120, 40)
_PATIENCE = 30.0
_GRACE = 5.0
_CURSOR = 64
"""Bytes that a move of the cursor may take."""


class NotSeen(UserError):
    """What was to be measured did not happen."""


class Terminal:
    """Runs `command`; times are seconds since `began`, the moment before its start."""

    def __init__(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
        self._master, slave = pty.openpty()
        columns, rows = _SIZE
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._came = threading.Condition()
        self._ends: list[int] = []
        """After how many bytes each read ended."""
        self._times: list[float] = []
        """When each read came."""
        self.raw = bytearray()
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _TAKE_TERMINAL, *command],
            cwd=cwd,
            env={"TERM": "xterm-256color", "COLORTERM": "truecolor", **env},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._reader.join(_GRACE)
        os.close(self._master)

    @property
    def now(self) -> float:
        return time.monotonic() - self.began

    def send(self, keys: str) -> float:
        """Type `keys`; the moment they were typed."""
        at = self.now
        os.write(self._master, keys.encode())
        return at

    def seen(self, what: str, start: int = 0, patience: float = _PATIENCE) -> float:
        """When `what` was written, looked for from byte `start` on. Raises `NotSeen`."""
        sought = what.encode()
        deadline = time.monotonic() + patience
        looked = start
        with self._came:
            while (at := self.raw.find(sought, looked)) < 0:
                looked = max(start, len(self.raw) - len(sought))
                left = deadline - time.monotonic()
                if left <= 0 or not self._came.wait(left):
                    raise NotSeen(f"{what!r} did not appear in {patience:.0f} s.")
            return self._times[bisect_left(self._ends, at + len(sought))]

    def changed(self, since: float, patience: float = _PATIENCE) -> float:
        """When the screen first changed after `since`. Raises `NotSeen`."""
        with self._came:
            if not self._came.wait_for(lambda: self._times and self._times[-1] > since, patience):
                raise NotSeen(f"Nothing changed in {patience:.0f} s.")
            return self._times[bisect_right(self._times, since)]

    def written(self, since: float, until: float) -> int:
        """How many bytes came after the moment `since`, up to `until`."""
        with self._came:
            first, last = self._between(since, until)
            return self._ends[last - 1] - (self._ends[first - 1] if first else 0) if last > first else 0

    def updates(self, since: float, until: float) -> int:
        """How often something was drawn after `since`, up to `until`; moves of the cursor alone do not count."""
        with self._came:
            first, last = self._between(since, until)
            ends = [self._ends[first - 1] if first else 0, *self._ends[first:last]]
        return sum(end - start > _CURSOR for start, end in pairwise(ends))

    def _between(self, since: float, until: float) -> tuple[int, int]:
        return bisect_right(self._times, since), bisect_right(self._times, until)

    def settle(self, quiet: float = 0.4, patience: float = 5.0) -> None:
        """Wait until nothing was written for `quiet` seconds, or `patience` is over."""
        deadline = self.now + patience
        while self.now < deadline and self.now - (self._times[-1] if self._times else 0.0) < quiet:
            time.sleep(0.02)

    def _read(self) -> None:
        while True:
            try:
                if not select.select([self._master], [], [], 0.2)[0]:
                    if self.process.poll() is not None:
                        return
                    continue
                data = os.read(self._master, 65536)
            except OSError as error:
                # Linux reports the end of the last program on the terminal as an I/O error.
                if error.errno in (errno.EIO, errno.EBADF):
                    return
                raise
            if not data:
                return
            # Before the lock, for which it may have to wait.
            came = self.now
            with self._came:
                self.raw += data
                self._ends.append(len(self.raw))
                self._times.append(came)
                self._came.notify_all()
