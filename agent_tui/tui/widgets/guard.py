"""Keeps a question that has just appeared from taking keys that were meant for the composer."""

from __future__ import annotations

from collections.abc import Callable

_APPEARED = 0.3
"""Seconds after it appears in which no key answers it."""
_TYPED = 1.0
"""The same after a key that went on to the composer."""


class Guard:
    """Whether keys may answer now, on the clock of the app."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = 0.0

    @property
    def up(self) -> bool:
        return self._clock() < self._until

    def appeared(self) -> None:
        """Note that the question has come up."""
        self._until = self._clock() + _APPEARED

    def typed(self) -> None:
        """Note that the person is writing."""
        self._until = self._clock() + _TYPED
