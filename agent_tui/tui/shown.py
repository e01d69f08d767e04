"""What stood on the screen before a message of the person, so that it can stand there again."""

from __future__ import annotations

from msgspec import Struct

from agent_tui.core.grown import Grown
from agent_tui.core.views import Todos
from agent_tui.tui.entries import Entry


class Shown(Struct, frozen=True):
    """The screen at one moment of the talk."""

    count: int
    """How many entries there were."""
    edits: int
    """How many edits there had been."""
    todos: Todos | None
    answer: str
    entries: Grown[Entry] | None = None
    """All of them, where some have gone since."""
    text: str = ""
    """The message that came next."""
    at: float = 0.0
    """When that was, in seconds since 1970; 0 where it is not known."""
