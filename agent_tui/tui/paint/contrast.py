"""How well a colour can be read on another, as WCAG 2 reckons it."""

from __future__ import annotations

from textual.color import Color

_STEPS = 40
_LIGHT = 0.18
"""Luminance from which on black is read better than white."""


def contrast(one: Color, other: Color) -> float:
    """From 1, which cannot be told apart, to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def legible(color: Color, ground: Color, least: float) -> Color:
    """`color`, moved towards black or white until it has at least that contrast on `ground`."""
    end = Color(0, 0, 0) if _luminance(ground) > _LIGHT else Color(255, 255, 255)
    moved = (color.blend(end, step / _STEPS, alpha=1.0) for step in range(_STEPS + 1))
    return next((each for each in moved if contrast(each, ground) >= least), end)


def _luminance(color: Color) -> float:
    red, green, blue = (_linear(part) for part in color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
