"""Tells in which colours the app is drawn."""

from __future__ import annotations

from rich.style import Style
from textual.color import Color
from textual.screen import Screen

from agent_tui.tui.early.ink import Look
from agent_tui.tui.paint.palette import Palette


def look_of(screen: Screen[object], palette: Palette) -> Look:
    """The colours that the early frame needs to look like `screen`."""
    ground = screen.styles.background
    composer, (_, border) = screen.query_one("Composer"), screen.query_one("#box").styles.border_top
    caret = composer.get_component_rich_style("text-area--cursor")
    placeholder = composer.get_component_rich_style("text-area--placeholder")
    return Look(
        ground=_named(ground),
        words=_named(screen.styles.color),
        text=_ink(palette.text),
        dim=_ink(palette.dim),
        accent=_ink(palette.accent),
        warn=_ink(palette.warn),
        border=_named(ground + border),
        placeholder=_ink(placeholder),
        caret=caret.bgcolor.get_truecolor().hex if caret.bgcolor else "",
        under_caret=_ink(caret),
    )


def _named(color: Color) -> str:
    return color.hex.lower()


def _ink(style: Style) -> str:
    return style.color.get_truecolor().hex if style.color else ""
