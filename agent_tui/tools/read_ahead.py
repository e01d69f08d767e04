"""Reads files that will probably be asked for, while nothing else is to be done."""

from __future__ import annotations

import os
import re
import stat
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

_MOST = 8
"""Files that wait at a time; the ones named last are kept."""
_LARGEST = 1 << 20
_PAUSE = 0.02
"""Seconds before each file, for whoever has real work."""
_LOOKED_AT = 10_000
"""Characters of a message in which names are looked for."""
_NAME = re.compile(r"[\w@+./-]+")


class ReadAhead:
    """Guesses of what will be read: a right one saves the wait for the disk, a wrong one is never noticed."""

    def __init__(self, root: Path, read: Callable[[str], object]) -> None:
        """`read` takes the absolute path of a file below `root`, in a thread; it may raise `OSError`."""
        self._root = root
        self._read = read
        self._waiting: deque[str] = deque(maxlen=_MOST)
        self._lock = threading.Lock()
        self._running = False

    def note(self, paths: Iterable[str]) -> None:
        """Have files read soon, by absolute paths. Returns at once."""
        with self._lock:
            self._waiting.extend(path for path in dict.fromkeys(paths) if path not in self._waiting)
            if self._running or not self._waiting:
                return
            self._running = True
        threading.Thread(target=self._work, name="read ahead", daemon=True).start()

    def from_words(self, text: str) -> None:
        """Have the files read that a message names."""
        words = (word.strip("@").rstrip("./-") for word in _NAME.findall(text[:_LOOKED_AT]))
        names = (word for word in words if "." in word or "/" in word)
        self.note(os.path.normpath(self._root / name) for name in names)

    def _work(self) -> None:
        while True:
            time.sleep(_PAUSE)
            with self._lock:
                if not self._waiting:
                    self._running = False
                    return
                path = self._waiting.popleft()
            # What cannot be read is told when it is asked for.
            with suppress(OSError, ValueError):
                if self._wanted(path):
                    self._read(path)

    def _wanted(self, path: str) -> bool:
        state = Path(path).stat()
        inside = os.path.realpath(path).startswith(f"{self._root}/")
        return inside and stat.S_ISREG(state.st_mode) and state.st_size <= _LARGEST
