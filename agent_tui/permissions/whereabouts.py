"""Where the later parts of a command run: after each `cd` and its like, in one more place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath

_INNERMOST = re.compile(r"\{([^{},]*(?:,[^{},]*)+)\}")
_MOST = 16
"""Directories that are kept in mind, and words that one with braces is taken for."""


class Whereabouts:
    """The directories in which the next part may find itself."""

    def __init__(self, cwd: str, place: Callable[[str, str], str], *, sure: bool) -> None:
        """`place` tells the directory that a word stands for; `sure`: the command goes on only where a `cd` worked."""
        self.places = [cwd]
        self.lost = False
        """Whether there are more places than can be kept in mind."""
        self._place = place
        self._sure = sure

    def follow(self, words: Sequence[str]) -> None:
        """Take note of a part that has been looked at."""
        target = _target(words)
        if target is None:
            return
        found = [self._place(word, cwd) for cwd in self.places for word in braced(target)]
        if not (self._sure and all(Path(place).is_dir() for place in found)):
            found = [*self.places, *found]
        self.places = list(dict.fromkeys(found))
        self.lost = len(self.places) > _MOST


def _target(words: Sequence[str]) -> str | None:
    """The directory that a part goes to; None where it stays."""
    name = PurePath(words[0]).name if words else ""
    if name in ("cd", "pushd"):
        return next((word for word in words[1:] if not re.fullmatch("-[LPe@n]+|--", word)), "~")
    if name in ("env", "sudo"):
        return next((found for at, word in enumerate(words) if (found := _given(words, at, word))), None)
    return None


def _given(words: Sequence[str], at: int, word: str) -> str:
    """The value of `-C DIR`, `-D DIR` or `--chdir=DIR`."""
    if word in ("-C", "-D", "--chdir"):
        return next(iter(words[at + 1 : at + 2]), "")
    return word.partition("=")[2] if word.startswith("--chdir=") else ""


def braced(word: str) -> Iterator[str]:
    """The words that bash makes of one with alternatives in braces, some of them at least."""
    waiting = [word]
    for _ in range(_MOST):
        if not waiting:
            return
        one = waiting.pop()
        found = _INNERMOST.search(one)
        if found is None:
            yield one
        else:
            waiting += [one[: found.start()] + choice + one[found.end() :] for choice in found[1].split(",")]
    yield from waiting
