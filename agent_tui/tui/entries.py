"""What a transcript is made of."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from agent_tui.core.views import View

Phase = Literal["running", "asking", "done", "failed", "denied"]


class Said(Struct, frozen=True):
    """Words of the person."""

    key: int
    """Unique in its transcript, and the same for all later states of the entry."""
    text: str


class Reply(Struct, frozen=True):
    """Words of the model: markdown."""

    key: int
    text: str
    open: bool = False
    """Whether more is to come."""
    interrupted: bool = False


class Thought(Struct, frozen=True):
    """The model's thinking."""

    key: int
    text: str
    open: bool = False
    seconds: float = 0.0


class ToolCall(Struct, frozen=True):
    """One call of a tool and what became of it."""

    key: int
    call_id: str
    name: str
    title: str
    phase: Phase = "running"
    summary: str = ""
    seconds: float = 0.0
    tail: str = ""
    """The end of what a running call has printed."""
    printed: int = 0
    """How many lines a running call has ended."""
    running: tuple[str, ...] = ()
    """Calls of a subagent that run under it."""
    view: View | None = None
    text: str = ""
    """The result as the model sees it."""
    own: bool = False
    """Whether the person ran it."""


class Batch(Struct, frozen=True):
    """Calls that run side by side."""

    key: int
    batch: int
    calls: tuple[ToolCall, ...] = ()
    open: bool = True
    seconds: float = 0.0


class Note(Struct, frozen=True):
    """One sentence of the app itself."""

    key: int
    text: str
    level: Literal["info", "warning", "error", "aside"] = "info"
    """An aside has one line, however narrow the screen is."""
    title: str = ""
    """What went wrong, in a few words."""
    remedy: str = ""
    """What the person can do about it."""

    @property
    def words(self) -> str:
        """All that it says, as plain text."""
        title = f"{self.title}." if self.title else ""
        return " ".join(filter(None, (title, self.text, self.remedy)))


class Table(Struct, frozen=True):
    """Rows of words and what they mean, as `/help` shows them."""

    key: int
    title: str
    rows: tuple[tuple[str, str], ...]


Entry = Said | Reply | Thought | ToolCall | Batch | Note | Table
