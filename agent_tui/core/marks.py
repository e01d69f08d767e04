"""Start-up marks: names of moments with their times, given by whoever has a clock."""

from __future__ import annotations

from collections.abc import Callable

_marks: list[tuple[str, float]] = []
_takers: list[Callable[[str, float], None]] = []


def mark(name: str, at: float) -> None:
    """Remember that `name` happened `at` seconds on the caller's clock."""
    _marks.append((name, at))
    for take in _takers:
        take(name, at)


def follow(take: Callable[[str, float], None]) -> None:
    """Have `take` hear of all marks: of those that were made, and of those to come."""
    for name, at in _marks:
        take(name, at)
    _takers.append(take)
