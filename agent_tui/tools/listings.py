"""Listings of directories, kept for a moment and only while the directories are the same."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable

from msgspec import Struct

from agent_tui.tools.cache import Stamp
from agent_tui.tools.tree import files

_LIFE = 2.0
"""Seconds. What no directory's times tell, such as the first file in an empty one, is seen after them."""


class _Kept(Struct, frozen=True):
    names: tuple[str, ...]
    stamps: tuple[tuple[str, Stamp], ...]
    """The directories that were listed, and their ignore files."""
    ends: float
    size: int


class Listings:
    """The listings used last, within `room` bytes. Safe to use from several threads."""

    def __init__(self, room: int = 8 << 20, life: float = _LIFE) -> None:
        self._room = room
        self._life = life
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._changes = 0
        self.hits = 0
        self.misses = 0
        self.bytes = 0

    def files(self, root: str) -> tuple[str, ...]:
        """As `tree.files`. Blocks. Raises `OSError`."""
        with self._lock:
            kept = self._kept.get(root)
            changes = self._changes
        if kept is not None and time.monotonic() < kept.ends and all(_same(*one) for one in kept.stamps):
            with self._lock:
                self.hits += 1
            return kept.names
        began = time.time_ns()
        names = tuple(files(root))
        stamps = _stamps(root, names)
        with self._lock:
            self.misses += 1
            self._drop(root)
            # Something may have come or gone while it was being listed.
            if changes == self._changes and stamps and all(stamp.settled(began) for _, stamp in stamps):
                self._keep(root, names, stamps)
        return names

    def forget(self) -> None:
        """Keep nothing: files may have come or gone."""
        with self._lock:
            self._changes += 1
            self._kept.clear()
            self.bytes = 0

    def _keep(self, root: str, names: tuple[str, ...], stamps: tuple[tuple[str, Stamp], ...]) -> None:
        size = sum(map(sys.getsizeof, (*names, *(path for path, _ in stamps))))
        if size > self._room:
            return
        self._kept[root] = _Kept(names, stamps, time.monotonic() + self._life, size)
        self.bytes += size
        while self.bytes > self._room:
            self._drop(next(iter(self._kept)))

    def _drop(self, root: str) -> None:
        if (kept := self._kept.pop(root, None)) is not None:
            self.bytes -= kept.size


def _stamps(root: str, names: Iterable[str]) -> tuple[tuple[str, Stamp], ...]:
    """The states of what decides over a listing; empty where some of it went away meanwhile."""
    directories = {""}
    ignores = set()
    for name in names:
        base, slash, last = name.rpartition("/")
        while slash and base not in directories:
            directories.add(base)
            base, slash, _ = base.rpartition("/")
        if last == ".gitignore":
            ignores.add(name)
    try:
        return tuple((path, Stamp.of(os.lstat(path))) for path in (f"{root}/{name}" for name in directories | ignores))
    except OSError:
        return ()


def _same(path: str, stamp: Stamp) -> bool:
    try:
        return Stamp.of(os.lstat(path)) == stamp
    except OSError:
        return False
