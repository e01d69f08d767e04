"""What was sent from a directory, in all its sessions."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cached_property
from itertools import islice
from pathlib import Path

import msgspec

_READ = 1 << 20
"""Bytes at the end of the file that are looked at."""


class Past:
    """Texts that were sent, oldest first, kept in a file that several processes may share."""

    def __init__(self, path: Path | None = None) -> None:
        """Without `path` nothing is kept."""
        self._path = path

    @cached_property
    def texts(self) -> list[str]:
        """All that is known; read when it is first asked for."""
        found: list[str] = []
        for line in self._tail().splitlines():
            # The first line may be cut, and one of a process that was killed too.
            with suppress(msgspec.DecodeError):
                _append(found, msgspec.json.decode(line, type=str))
        return found

    def add(self, text: str) -> None:
        """Note that `text` was sent."""
        _append(self.texts, text)
        if self._path is None:
            return
        # What was sent counts more than that it is remembered: a full disk does not stop the talk.
        with suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                os.write(handle, b"\n" + msgspec.json.encode(text) + b"\n")
            finally:
                os.close(handle)

    def matching(self, words: str, most: int) -> list[str]:
        """The newest texts that have all of `words`, each once."""
        newest = dict.fromkeys(reversed(self.texts))
        return list(islice((text for text in newest if has_words(text, words)), most))

    def _tail(self) -> bytes:
        if self._path is None:
            return b""
        try:
            with self._path.open("rb") as file:
                file.seek(max(0, os.fstat(file.fileno()).st_size - _READ))
                return file.read()
        except OSError:
            return b""


def has_words(text: str, words: str) -> bool:
    """Whether `text` has all of `words`, in any order and case."""
    lower = text.lower()
    return all(word in lower for word in words.lower().split())


def _append(texts: list[str], text: str) -> None:
    if not texts or texts[-1] != text:
        texts.append(text)
