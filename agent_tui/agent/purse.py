"""Holds spending under its caps: each request is reserved before it goes out."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from secrets import token_hex

from msgspec.structs import replace

from agent_tui.core.caps import SPANS, Cap, Caps, Span, Sum
from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.ports import Spending

_REACHED = (
    "Stopped at the cap of {cap} for this {span}: the next request could bring it to {tokens:,} tokens "
    "and ${dollars:.4f}. Raise it with /cap {span} {more} and say “continue”, or in the settings under caps."
)
_CENTS = 100


class Tally:
    """A `core.ports.Spending` that lasts as long as the process, as a turn does."""

    def __init__(self) -> None:
        self._sums: dict[str, Sum] = {}

    def total(self) -> Sum:
        """As `core.ports.Spending`."""
        return sum(self._sums.values(), Sum())

    def put(self, key: str, amount: Sum) -> None:
        """As `core.ports.Spending`."""
        self._sums[key] = amount

    def clear(self) -> None:
        """Begin anew."""
        self._sums.clear()


class Purse:
    """What a session and all its tasks may spend; blocks for the disk."""

    def __init__(self, caps: Caps, session: Spending, day: Spending) -> None:
        self.caps = caps
        self._configured = caps
        self._turn = Tally()
        self._one_at_a_time = threading.Lock()
        self._spent: Mapping[Span, Spending] = {"turn": self._turn, "session": session, "day": day}

    def begin_turn(self) -> None:
        """Count the turn's spending anew."""
        self._turn.clear()

    def set_cap(self, span: Span, cap: Cap) -> None:
        """Change the cap of `span` from now on, as far as `cap` says anything."""
        now = self.caps.of(span)
        self.caps = replace(self.caps, **{span: Cap(cap.tokens or now.tokens, cap.dollars or now.dollars)})

    def forget_caps(self) -> None:
        """Let the caps be as they were configured; what was spent stays spent."""
        self.caps = self._configured

    def left(self) -> Sum:
        """What may still be spent under all caps. Raises `OSError`."""
        with self._one_at_a_time:
            lefts = [self.caps.of(span).left(self._spent[span].total()) for span in SPANS]
        return Sum(min(one.tokens for one in lefts), min(one.dollars for one in lefts))

    def reserve(self, amount: Sum) -> str:
        """Count `amount` as spent until it is settled; returns the key for that.

        Raises `ModelFailed`, and `OSError` where there is a cap to hold.
        """
        key = token_hex(8)
        try:
            # Written before it is checked: of two processes that reserve at once, none can miss the other's.
            self.settle(key, amount)
            with self._one_at_a_time:
                totals = [(span, self._spent[span].total()) for span in SPANS]
        except OSError:
            if self.caps:
                raise
            return key
        for span, spent in totals:
            if self.caps.of(span).is_passed(spent):
                self.settle(key, Sum())
                raise self._reached(span, spent)
        return key

    def settle(self, key: str, amount: Sum) -> None:
        """Say what a reserved request came to. Raises `OSError`."""
        with self._one_at_a_time:
            for span in SPANS:
                self._spent[span].put(key, amount)

    def _reached(self, span: Span, spent: Sum) -> ModelFailed:
        cap = self.caps.of(span)
        text = _REACHED.format(cap=cap, span=span, tokens=spent.tokens, dollars=spent.dollars, more=_more(cap, spent))
        return ModelFailed(FailureKind.CAP, text)


def _more(cap: Cap, spent: Sum) -> str:
    """A cap with room for as much again, in what was passed of `cap`."""
    if cap.dollars and spent.dollars > cap.dollars:
        return f"${math.ceil(2 * spent.dollars * _CENTS) / _CENTS:.2f}"
    return str(2 * spent.tokens)
