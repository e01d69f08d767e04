"""A real pseudo-terminal with a program in it, and an emulator that knows what is on its screen."""

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
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyte

_TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


class Terminal:
    """Runs `command`; `screen` is what a person would see now."""

    def __init__(
        self,
        command: Sequence[str],
        cwd: Path,
        env: Mapping[str, str],
        size: tuple[int, int] = (120, 40),
        emulator: Callable[[int, int], Any] = pyte.Screen,
    ) -> None:
        columns, rows = size
        self._emulator = emulator(columns, rows)
        self._stream = pyte.ByteStream(self._emulator)
        self._lock = threading.Lock()
        self.raw = bytearray()
        """Every byte the program wrote."""
        self._master, slave = pty.openpty()
        self._set_size(columns, rows)
        self.process = subprocess.Popen(
            [sys.executable, "-c", _TAKE_TERMINAL, *command],
            cwd=cwd,
            env={"TERM": "xterm-256color", **env},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self._hung_up = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._reader.join(5)
        if not self._hung_up:
            os.close(self._master)

    @property
    def screen(self) -> str:
        """The visible text, a line each, trailing blanks cut."""
        # The emulator's own `display` fails where half of a wide character was written over.
        with self._lock:
            rows = range(self._emulator.lines)
            return "\n".join("".join(self._cells(y)).rstrip() for y in rows)

    def cells(self, rows: int) -> list[tuple[str, str, str]]:
        """Each character of the last rows with its colours."""
        with self._lock:
            emulator = self._emulator
            lines = (emulator.buffer[y] for y in range(emulator.lines - rows, emulator.lines))
            return [(c.data, c.fg, c.bg) for line in lines for c in (line[x] for x in range(emulator.columns))]

    def column(self, x: int) -> list[str]:
        """What is in each cell of a column, from the top; nothing where a wide character covers it from the left."""
        with self._lock:
            return [self._emulator.buffer[y][x].data for y in range(self._emulator.lines)]

    def row(self, y: int) -> list[str]:
        """What is in each cell of a row."""
        with self._lock:
            return self._cells(y)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the hardware cursor, from 0."""
        with self._lock:
            return self._emulator.cursor.x, self._emulator.cursor.y

    @property
    def echoes(self) -> bool:
        """Whether the terminal itself shows what is typed, as it does in a shell."""
        return bool(termios.tcgetattr(self._master)[3] & termios.ECHO)

    def send(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self._master, keys.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size, as a person dragging its corner."""
        with self._lock:
            self._emulator.resize(rows, columns)
        self._set_size(columns, rows)
        os.killpg(self.process.pid, signal.SIGWINCH)

    def hang_up(self) -> None:
        """Close the window, as a person or a broken line does."""
        self._hung_up = True
        self._reader.join(5)
        os.close(self._master)

    def wait_for(self, text: str, seconds: float = 20.0) -> str:
        """The screen, once `text` is on it. Raises `AssertionError` that shows the screen when it does not come."""
        return self._wait(lambda screen: text in screen, f"{text!r} did not appear", seconds)

    def wait_until_gone(self, text: str, seconds: float = 20.0) -> str:
        """The screen, once `text` is no longer on it."""
        return self._wait(lambda screen: text not in screen, f"{text!r} did not go away", seconds)

    def wait_for_cursor(self, place: tuple[int, int], seconds: float = 20.0) -> None:
        """Return once the hardware cursor is in this column and row."""
        try:
            self._wait(lambda _: self.cursor == place, f"the cursor did not come to {place}", seconds)
        except AssertionError as late:
            late.add_note(f"It is at {self.cursor}.")
            raise

    def wait_for_exit(self, seconds: float = 20.0) -> int:
        """The exit code, once the program has ended and all it wrote was read."""
        code = self.process.wait(seconds)
        self._reader.join(seconds)
        return code

    def _cells(self, y: int) -> list[str]:
        line = self._emulator.buffer[y]
        return [line[x].data for x in range(self._emulator.columns)]

    def _wait(self, met: Callable[[str], bool], complaint: str, seconds: float) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            screen = self.screen
            if met(screen):
                return screen
            time.sleep(0.02)
        raise AssertionError(f"{complaint} within {seconds} s; the screen:\n{self.screen}")

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self) -> None:
        while not self._hung_up:
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
            with self._lock:
                self.raw += data
                self._stream.feed(data)
