"""Texts of files, kept as long as the file is the same."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import OrderedDict

from msgspec import Struct

from agent_tui.tools.encoding import Decoded

_SETTLED = 100_000_000
"""Nanoseconds after which a change must show in a file's times; many file systems keep them by the clock's tick."""
_COARSE = 2_000_000_000
"""The same where times are kept in whole seconds."""


class Stamp(Struct, frozen=True):
    """What tells one state of a file from another without reading it. Times in nanoseconds."""

    device: int
    inode: int
    size: int
    changed: int
    touched: int

    @classmethod
    def of(cls, state: os.stat_result) -> Stamp:
        return cls(state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)

    def settled(self, now: int) -> bool:
        """Whether a later change would surely have other times; `now` in nanoseconds since the epoch."""
        latest = max(self.changed, self.touched)
        return now - latest > (_SETTLED if latest % 1_000_000_000 else _COARSE)


class Known(Struct, frozen=True):
    """A file's text and what stands for its bytes."""

    decoded: Decoded
    digest: str


class TextCache:
    """The texts used last, within `room` bytes. Safe to use from several threads."""

    def __init__(self, room: int = 32 << 20) -> None:
        self._room = room
        self._kept: OrderedDict[str, tuple[Stamp, Known, int]] = OrderedDict()
        self._lock = threading.Lock()
        self.hits = 0
        self.misses = 0
        self.bytes = 0

    def get(self, path: str, stamp: Stamp) -> Known | None:
        """The text of `path` where it was kept in this very state."""
        with self._lock:
            kept = self._kept.get(path)
            if kept is None or kept[0] != stamp:
                self.misses += 1
                return None
            self.hits += 1
            self._kept.move_to_end(path)
            return kept[1]

    def names(self, path: str) -> bool:
        """Whether a text of `path` is kept, in whatever state; not counted."""
        with self._lock:
            return path in self._kept

    def has(self, path: str, stamp: Stamp) -> bool:
        """Whether the text of `path` is kept in this very state; not counted."""
        with self._lock:
            kept = self._kept.get(path)
            return kept is not None and kept[0] == stamp

    def put(self, path: str, stamp: Stamp, known: Known) -> None:
        """Keep a text that was read while the file was in the state `stamp`."""
        size = sys.getsizeof(known.decoded.text)
        if size > self._room or not stamp.settled(time.time_ns()):
            return
        with self._lock:
            self._forget(path)
            self._kept[path] = (stamp, known, size)
            self.bytes += size
            while self.bytes > self._room:
                self._forget(next(iter(self._kept)))

    def _forget(self, path: str) -> None:
        if (kept := self._kept.pop(path, None)) is not None:
            self.bytes -= kept[2]
