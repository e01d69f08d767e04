"""Keeps a question that has just appeared from taking keys that were meant for the composer."""

from __future__ import annotations

from collections.abc import Callable

_APPEARED = 0.3
"""Seconds after it appears in which no key answers it."""
_DRAFTED = 1.0
"""The same where something is written in the composer: the next key is likely to be its next letter."""
_PAUSE = 2.0
"""Seconds after a key in the composer in which the person is still writing there."""
_TYPED = 1.0
"""The same after a key that went on to the composer."""


class Guard:
    """Whether keys may answer now, on the clock of the app."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = 0.0
        self._wrote = float("-inf")

    @property
    def up(self) -> bool:
        return self._clock() < self._until

    @property
    def writing(self) -> bool:
        """Whether the person is writing in the composer."""
        return self._clock() - self._wrote < _PAUSE

    def wrote(self) -> None:
        """Note that something was written in the composer."""
        self._wrote = self._clock()

    def appeared(self, *, over_draft: bool = False) -> None:
        """Note that the question has come up; `over_draft`: while something is written in the composer."""
        self._until = self._clock() + (_DRAFTED if over_draft else _APPEARED)

    def typed(self) -> None:
        """Note that the person is writing."""
        self._until = self._clock() + _TYPED
