"""The colours of a theme, as the styles that strips are painted in."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from rich.color import Color
from rich.style import Style
from textual.color import Color as ThemeColor
from textual.theme import Theme

from agent_tui.tui.paint.contrast import READ, legible


class Palette(Struct, frozen=True):
    """One accent, three greys, and a colour for each outcome."""

    text: Style
    dim: Style
    faint: Style
    strong: Style
    accent: Style
    good: Style
    bad: Style
    warn: Style
    added: Style
    """A line that a diff adds."""
    removed: Style
    added_word: Style
    """What is new in a line that a diff adds."""
    removed_word: Style
    code: Style
    """Code inside a sentence."""
    dark: bool
    code_theme: str
    """Name of the Pygments style for code."""
    code_ground: str
    """Background of a block of code, as a CSS colour."""
    selected: Style


_EASY = 6.0
"""Contrast of the text that matters most."""
_SEEN = 3.0
"""Contrast of what stands beside them: numbers of lines, borders of tables."""


def palette(theme: Theme) -> Palette:
    """The palette of `theme`."""
    if theme.ansi:
        return _of_the_terminal(dark=theme.dark)
    colors: dict[str, Any] = theme.to_color_system().generate()
    ground = ThemeColor.parse(colors["background"])
    words = ThemeColor.parse(colors["foreground"])

    def inked(color: ThemeColor, share: float = 1.0, least: float = READ) -> Style:
        return Style(color=_rich(legible(ground.blend(color, share, alpha=1.0), ground, least)))

    def behind_word(color: ThemeColor) -> Style:
        return Style(bgcolor=_rich(ground.blend(color, 0.3, alpha=1.0)))

    def marked(color: ThemeColor) -> Style:
        behind = ground.blend(color, 0.1, alpha=1.0)
        return Style(color=_rich(legible(ground.blend(color, 0.9, alpha=1.0), behind, READ)), bgcolor=_rich(behind))

    accent, good, bad, warn = (ThemeColor.parse(colors[name]) for name in ("accent", "success", "error", "warning"))
    return Palette(
        text=inked(words, 0.92, _EASY),
        dim=inked(words, 0.6),
        faint=inked(words, 0.35, _SEEN),
        strong=inked(words) + Style(bold=True),
        accent=inked(accent),
        good=inked(good),
        bad=inked(bad),
        warn=inked(warn),
        added=marked(good),
        removed=marked(bad),
        added_word=behind_word(good),
        removed_word=behind_word(bad),
        code=inked(accent),
        dark=theme.dark,
        code_theme="github-dark" if theme.dark else "xcode",
        code_ground=ground.blend(words, 0.05, alpha=1.0).hex,
        selected=Style(bgcolor=_rich(ground.blend(accent, 0.3, alpha=1.0))),
    )


def variables(theme: Theme) -> dict[str, str]:
    """The same colours for what the style sheet draws: borders, their titles, scroll bars."""
    if theme.ansi:
        accent = "ansi_cyan" if theme.dark else "ansi_blue"
        quiet = dict.fromkeys(("secondary", "panel", "text-muted", "text-disabled"), "ansi_bright_black")
        return {**quiet, "accent": accent, "warning": "ansi_yellow" if theme.dark else "ansi_magenta"}
    look = palette(theme)
    inked = {"accent": look.accent, "warning": look.warn, "text-muted": look.dim}
    return {name: style.color.get_truecolor().hex for name, style in inked.items() if style.color}


def _of_the_terminal(*, dark: bool) -> Palette:
    """The palette in the terminal's own sixteen colours, whatever they are."""
    accent, bad = Style(color="blue" if not dark else "cyan"), Style(color="red")
    return Palette(
        text=Style(),
        dim=Style(dim=True),
        faint=Style(dim=True),
        strong=Style(bold=True),
        accent=accent,
        good=Style(color="green"),
        bad=bad,
        warn=Style(color="yellow" if dark else "magenta"),
        added=Style(color="green"),
        removed=bad,
        added_word=Style(underline=True),
        removed_word=Style(underline=True),
        code=accent,
        dark=dark,
        code_theme="ansi_dark" if dark else "ansi_light",
        code_ground="default",
        selected=Style(reverse=True),
    )


def _rich(color: ThemeColor) -> Color:
    return Color.from_rgb(*color.rgb)
