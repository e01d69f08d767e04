"""Sessions that were, as a list shows them."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count

from msgspec import Struct

from agent_tui.core.sanitise import one_line

_FORK = re.compile(r" \(fork( \d+)?\)$")
_LONGEST = 60
"""Characters of a name that is made of another."""


class PastSession(Struct, frozen=True):
    """One session of a directory."""

    session_id: str
    changed: float
    """Seconds since 1970."""
    first_words: str
    """What its first turn began with."""
    last_words: str
    turns: int
    cost: float = 0.0
    """US dollars."""
    priced: bool = True
    """False where the cost is too low, since a price was not known."""
    title: str = ""
    """The name that the person gave it."""

    @property
    def name(self) -> str:
        """What it is called in one line."""
        return self.title or self.first_words

    def is_called(self, name: str) -> bool:
        """Whether the person gave it this name, in letters of either case."""
        return bool(self.title) and self.title.casefold() == name.casefold()


def fork_name(name: str, taken: Collection[str]) -> str:
    """A name for a copy of the session `name` that is none of `taken`."""
    whole = one_line(_FORK.sub("", name), _LONGEST)
    names = (f"{whole} (fork{f' {number}' * (number > 1)})" for number in count(1))
    return next(name for name in names if name not in taken)
