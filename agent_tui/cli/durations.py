"""Durations as a person would say them."""

from __future__ import annotations


def spoken(seconds: float) -> str:
    """`seconds` in the largest unit that leaves a whole number of them."""
    whole = round(max(seconds, 0))
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
