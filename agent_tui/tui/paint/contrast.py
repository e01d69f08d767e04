"""How well a colour can be read on another, as WCAG 2 reckons it."""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as Ink
from rich.style import Style
from textual.color import Color

READ = 4.5
"""Contrast that words have at least on what is behind them."""
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


@lru_cache(1024)
def readable(style: Style, ground: str) -> Style:
    """`style` with words that are read on its own background or else on `ground`; the terminal's colours stay."""
    if style.color is None or style.color.is_system_defined:
        return style
    behind = Color(*style.bgcolor.get_truecolor()) if style.bgcolor else Color.parse(ground)
    moved = legible(Color(*style.color.get_truecolor()), behind, READ)
    return style + Style(color=Ink.from_rgb(*moved.rgb))


def _luminance(color: Color) -> float:
    red, green, blue = (_linear(part) for part in color.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
