"""Files that are named in a message with an `@` before them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nsmallest

MARK = "@"
_MENTION = re.compile(rf"(?<!\S){MARK}(\S*)$")


def mentioned(before: str) -> str | None:
    """What is written of a file's name at the end of `before`, the text up to the caret; None where none is."""
    found = _MENTION.search(before)
    return found[1] if found else None


def fits(words: str, name: str) -> bool:
    """Whether the characters of `words` stand in `name`, in that order."""
    return _distance(words.lower(), name.lower()) is not None


class Project:
    """The names of a project's files and directories, listed when they are first asked for."""

    def __init__(self, names: Callable[[], Sequence[str]]) -> None:
        """`names` lists the files, the ones that matter most in front; it may block, and raise `OSError`."""
        self._list = names
        self._names: list[tuple[str, str]] | None = None
        self._narrowed: tuple[str, list[tuple[str, str]]] | None = None
        """What was last looked for, and the names that fitted it: more letters only leave fewer of them."""
        self.looked_at = 0
        """Names that were looked at, all searches together."""
        self._listing = threading.Lock()

    def best(self, words: str, most: int) -> list[str]:
        """The names beside `words` itself that fit it best, of equal ones the first. Blocks: for a thread."""
        wanted = words.lower()
        names = self._among(wanted)
        self.looked_at += len(names)
        fitting = [
            (distance, place)
            for place, (_, lower) in enumerate(names)
            if (distance := _distance(wanted, lower)) is not None
        ]
        self._narrowed = (wanted, [names[place] for _, place in fitting])
        best = nsmallest(most + 1, fitting)
        return [name for name, lower in (names[place] for _, place in best) if lower != wanted][:most]

    def _among(self, wanted: str) -> list[tuple[str, str]]:
        """The names that may fit `wanted`."""
        narrowed = self._narrowed
        if narrowed is not None and narrowed[0] and wanted.startswith(narrowed[0]):
            return narrowed[1]
        return self._known(anew=not wanted)

    def _known(self, *, anew: bool) -> list[tuple[str, str]]:
        with self._listing:
            if self._names is None or anew:
                self._names = [(name, name.lower()) for name in dict.fromkeys(_with_directories(self._listed()))]
            return self._names

    def _listed(self) -> Sequence[str]:
        try:
            return self._list()
        except OSError:
            return ()


def _with_directories(names: Iterable[str]) -> Iterator[str]:
    """Each name, and each directory before the first file in it."""
    seen: set[str] = set()
    for name in names:
        new = []
        directory = name.rstrip("/").rpartition("/")[0]
        while directory and directory not in seen:
            seen.add(directory)
            new.append(f"{directory}/")
            directory = directory.rpartition("/")[0]
        yield from reversed(new)
        yield name


def _distance(words: str, name: str) -> int | None:
    """How far `name` is from what was meant by `words`; None where it cannot be meant."""
    if not words:
        return 0
    last = name.rstrip("/").rpartition("/")[2]
    if words in name:
        return 0 if last.startswith(words) else 1 if words in last else 2
    return 3 if _in_order(words, last) else 4 if _in_order(words, name) else None


def _in_order(characters: str, name: str) -> bool:
    at = 0
    for character in characters:
        at = name.find(character, at) + 1
        if not at:
            return False
    return True
