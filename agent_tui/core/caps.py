"""How much may be spent, and whether a request still may."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Span = Literal["turn", "session", "day"]


class Sum(Struct, frozen=True):
    """Tokens and dollars."""

    tokens: int = 0
    dollars: float = 0.0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.tokens + other.tokens, self.dollars + other.dollars)


class Cap(Struct, frozen=True):
    """The most that may be spent in a span; 0 for no cap."""

    tokens: int = 0
    dollars: float = 0.0

    def left(self, spent: Sum) -> Sum:
        """What may still be spent; endless where there is no cap."""
        tokens = max(0, self.tokens - spent.tokens) if self.tokens else _ENDLESS.tokens
        return Sum(tokens, max(0.0, self.dollars - spent.dollars) if self.dollars else _ENDLESS.dollars)

    def is_passed(self, spent: Sum) -> bool:
        """Whether `spent` is more than the cap allows."""
        return bool(self.tokens and spent.tokens > self.tokens) or bool(self.dollars and spent.dollars > self.dollars)

    def __str__(self) -> str:
        parts = [f"${self.dollars:.2f}"] if self.dollars else []
        parts += [f"{self.tokens:,} tokens"] if self.tokens else []
        return " and ".join(parts) or "none"

    def __bool__(self) -> bool:
        return bool(self.tokens or self.dollars)


class Caps(Struct, frozen=True):
    """The caps of all spans."""

    turn: Cap = Cap()
    session: Cap = Cap()
    day: Cap = Cap()

    def of(self, span: Span) -> Cap:
        """The cap of `span`."""
        return {"turn": self.turn, "session": self.session, "day": self.day}[span]

    @property
    def in_dollars(self) -> bool:
        """Whether any span has a cap in dollars."""
        return any(self.of(span).dollars for span in SPANS)

    def __bool__(self) -> bool:
        return bool(self.turn or self.session or self.day)


SPANS: tuple[Span, ...] = ("turn", "session", "day")
_ENDLESS = Sum(10**15, 1e15)


def capped(span: Span, cap: Cap) -> str:
    """What holds for a span, in a sentence."""
    return f"The cap of this {span} is {cap}." if cap != Cap() else f"This {span} has no cap."
