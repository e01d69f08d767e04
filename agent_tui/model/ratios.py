"""Keeps what was learned of how models count, between sessions."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import msgspec

_WORTH = 0.01
"""Change of a ratio from which on it is written down."""


class Ratios:
    """Ratios by name, in a file where there is a place for it; what cannot be read or written is done without."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._kept = _read(path) if path else {}
        self._ratios = dict(self._kept)

    def get(self, name: str) -> float | None:
        """The ratio of that name."""
        return self._ratios.get(name)

    def put(self, name: str, ratio: float) -> None:
        """Keep `ratio`; blocks where it has changed enough to be written down."""
        self._ratios[name] = ratio
        if self._path is None or abs(self._kept.get(name, 0.0) - ratio) < _WORTH:
            return
        # Other sessions learn too.
        self._kept = {**_read(self._path), name: ratio}
        with suppress(OSError):
            _write(self._path, self._kept)


def _read(path: Path) -> dict[str, float]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, float])
    except (OSError, msgspec.DecodeError):
        return {}


def _write(path: Path, ratios: dict[str, float]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    try:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(ratios)))
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
