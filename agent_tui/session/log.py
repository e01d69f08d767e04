"""The journal: every event of a session as a line of JSON, written before it is shown."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from agent_tui.core.errors import UserError
from agent_tui.core.events import TRANSIENT, Event, decoder, encoder
from agent_tui.session.lock import lock

VERSION = 1


class _Line(msgspec.Struct):
    v: int
    at: float
    event: msgspec.Raw


_lines = msgspec.json.Decoder(_Line)
_line_encoder = msgspec.json.Encoder()


class Log:
    """An append-only JSONL file, mode 0600; one process writes a session at a time.

    When the disk is full or read-only the session goes on: `broken` is told once, in a sentence.
    """

    def __init__(
        self,
        path: Path,
        clock: Callable[[], float],
        mask: Callable[[str], str] = lambda text: text,
        broken: Callable[[str], None] | None = None,
    ) -> None:
        """Open `path`, made with its directories where it is missing.

        Raises `UserError` where another agent writes it.
        """
        self._path = path
        self._clock = clock
        self._mask = mask
        self.broken = broken
        """Until there is one, what is to be told waits: a session begins before anybody can be told."""
        self._file = -1
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except OSError as error:
            self._trouble: str | None = self._sentence(error)
            return
        self._trouble = None
        try:
            lock(self._file)
        except OSError as error:
            os.close(self._file)
            raise UserError("Another agent has this session open; close it there, or start a new one.") from error
        _mend(self._file)

    def append(self, event: Event) -> None:
        """Write `event`, unless it is transient, with one system call."""
        if self._trouble is not None:
            self._tell()
        if self._file < 0 or isinstance(event, TRANSIENT):
            return
        text = self._mask(encoder.encode(event).decode())
        line = _line_encoder.encode(_Line(VERSION, self._clock(), msgspec.Raw(text.encode())))
        try:
            _write(self._file, line + b"\n")
        except OSError as error:
            self._trouble = self._sentence(error)
            self._drop()
            self._tell()

    async def sync(self) -> None:
        """As `core.ports.Journal`."""
        if self._file >= 0:
            await asyncio.to_thread(self._sync, self._file)

    def close(self) -> None:
        """As `core.ports.Journal`."""
        self._drop()

    def _sync(self, file: int) -> None:
        try:
            getattr(os, "fdatasync", os.fsync)(file)
        except OSError as error:
            self._trouble = self._sentence(error)

    def _drop(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _sentence(self, error: OSError) -> str:
        return f"This session is no longer written to {self._path} ({error.strerror}); it cannot be resumed."

    def _tell(self) -> None:
        if self._trouble and self.broken:
            sentence, self._trouble = self._trouble, ""
            self.broken(sentence)


def read(path: Path, only: tuple[bytes, ...] = (b"",)) -> Iterator[tuple[float, Event]]:
    """The events of a journal with their times (seconds since 1970).

    `only` has beginnings of events, as they are written, of which those that are looked for hold one: the rest is not
    decoded. Lines that are torn, of a later version or of an unknown kind are passed over. Raises `OSError`.
    """
    with path.open("rb") as file:
        for number, raw in enumerate(file):
            if not any(beginning in raw for beginning in only):
                continue
            try:
                line = _lines.decode(raw.removeprefix(b"\xef\xbb\xbf") if number == 0 else raw)
                if line.v == VERSION:
                    yield line.at, decoder.decode(line.event)
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue


def _mend(file: int) -> None:
    """End a torn last line, so that the next event begins a line of its own."""
    size = os.fstat(file).st_size
    if size and os.pread(file, 1, size - 1) != b"\n":
        os.write(file, b"\n")


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
