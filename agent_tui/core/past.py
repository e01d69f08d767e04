"""Sessions that were, as a list shows them."""

from __future__ import annotations

from msgspec import Struct


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
