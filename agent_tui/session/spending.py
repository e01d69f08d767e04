"""What was spent, in a file: reserved before a request, settled after it, so that a killed process counts too."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from agent_tui.core.caps import Sum


class _Line(Struct, frozen=True):
    """One reservation, or what became of it; the last line with a key counts."""

    key: str
    sum: Sum


class SpendingFile:
    """A `core.ports.Spending` that several processes may share."""

    def __init__(self, path: Callable[[], Path]) -> None:
        """`path` names the file of now: another one each day, where the days are counted."""
        self._path = path
        self._read_from = Path()
        self._offset = 0
        self._sums: dict[str, Sum] = {}

    def total(self) -> Sum:
        """As `core.ports.Spending`."""
        path = self._path()
        if path != self._read_from:
            self._read_from, self._offset, self._sums = path, 0, {}
        try:
            with path.open("rb") as file:
                file.seek(self._offset)
                new = file.read()
        except FileNotFoundError:
            return Sum()
        whole = new[: new.rfind(b"\n") + 1]
        self._offset += len(whole)
        for raw in whole.splitlines():
            with suppress(msgspec.DecodeError):
                line = msgspec.json.decode(raw, type=_Line)
                self._sums[line.key] = line.sum
        return sum(self._sums.values(), Sum())

    def put(self, key: str, amount: Sum) -> None:
        """As `core.ports.Spending`."""
        path = self._path()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # The line begins anew, in case a process was killed inside the one before.
            os.write(handle, b"\n" + msgspec.json.encode(_Line(key, amount)) + b"\n")
        finally:
            os.close(handle)
