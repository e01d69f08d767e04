"""Adds up what a session spent and made smaller, from its events."""

from __future__ import annotations

from msgspec import Struct

from agent_tui.core.events import (
    CallEnded,
    Cleared,
    Compacted,
    Event,
    Rewound,
    Sent,
    Spent,
    Trimmed,
    TurnBegan,
    Uncompacted,
    Untrimmed,
    Unwound,
)
from agent_tui.core.messages import Usage
from agent_tui.core.trimming import Trim


class Change(Struct, frozen=True):
    """The conversation became smaller, or as it was before."""

    turn: int
    what: str
    before: int
    after: int
    trims: tuple[Trim, ...] = ()
    """Messages that became smaller one by one."""


class Use(Struct, frozen=True):
    """What came of the calls of one tool."""

    calls: int = 0
    failed: int = 0
    seconds: float = 0.0

    def and_one(self, event: CallEnded) -> Use:
        """With one more call."""
        return Use(self.calls + 1, self.failed + event.result.failed, self.seconds + event.seconds)


class Ledger:
    """What `/cost`, `/truncations` and `/analytics` tell; it comes again from the journal of a continued session."""

    def __init__(self) -> None:
        self.turn = 0
        self.by_model: dict[str, Usage] = {}
        self.by_turn: dict[int, Usage] = {}
        self.tools: dict[str, Use] = {}
        self.changes: list[Change] = []
        self.breaks: list[Sent] = []
        """Requests that did not extend the one before."""
        self.requests = 0
        self.sent = 0
        """Tokens of all requests of the conversation, as they were counted."""
        self.useful = 0
        """Those of them that told the model something."""

    def observe(self, event: Event) -> None:
        """Take up what `event` says."""
        match event:
            case Cleared(all=True):
                self._forget()
            case CallEnded(name=name):
                self.tools[name] = self.tools.get(name, Use()).and_one(event)
            case TurnBegan(turn=turn):
                self.turn = turn
            case Spent(model=model, request=usage):
                self.by_model[model] = self.by_model.get(model, Usage()) + usage
                self.by_turn[self.turn] = self.by_turn.get(self.turn, Usage()) + usage
            case Trimmed(trims=trims, before_tokens=before, after_tokens=after):
                causes = [trim.cause for trim in trims]
                told = ", ".join(f"{causes.count(cause)} × {_WHY[cause]}" for cause in dict.fromkeys(causes))
                self.changes.append(Change(self.turn, told, before, after, trims))
            case Compacted(before_tokens=before, after_tokens=after):
                kind = "automatic" if event.auto else "asked for"
                told = f"compaction, {kind}: {event.folded} folded, {event.keep} kept, {event.dropped} dropped"
                self.changes.append(Change(self.turn, told, before, after))
            case Uncompacted(after_tokens=after):
                self.changes.append(Change(self.turn, "compaction taken back", after, after))
            case Rewound(turn=turn, before_tokens=before, after_tokens=after):
                self.changes.append(Change(self.turn, f"rewind to before turn {turn}", before, after))
            case Unwound(after_tokens=after):
                self.changes.append(Change(self.turn, "rewind taken back", after, after))
            case Untrimmed(at=at, after_tokens=after):
                self.changes.append(Change(self.turn, f"message {at} brought back", after, after))
            case Sent():
                self.requests += 1
                self.sent += event.tokens
                self.useful += event.useful
                self.breaks += [event] if event.cause else []
            case _:
                pass

    def _forget(self) -> None:
        for kept in (self.by_model, self.by_turn, self.tools, self.changes, self.breaks):
            kept.clear()
        self.requests = self.sent = self.useful = 0


_WHY = {
    "image": "older image left out",
    "superseded": "read again or changed later",
    "output": "old result left out",
    "reasoning": "old reasoning left out",
    "age": "result left out by age",
    "cut": "result cut to the window",
    "dropped": "left out as asked",
}
"""What each cause of a trim means to a person."""
