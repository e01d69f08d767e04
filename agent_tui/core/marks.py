"""Start-up marks: names of moments with their times, given by whoever has a clock."""

from __future__ import annotations

_marks: list[tuple[str, float]] = []


def mark(name: str, at: float) -> None:
    """Remember that `name` happened `at` seconds on the caller's clock."""
    _marks.append((name, at))


def marks() -> tuple[tuple[str, float], ...]:
    """All marks in the order they were made."""
    return tuple(_marks)
