"""The colours of a theme, as the styles that strips are painted in."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from rich.color import Color
from rich.style import Style
from textual.color import Color as ThemeColor
from textual.theme import Theme


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
    code: Style
    """Code inside a sentence."""
    dark: bool
    code_theme: str
    """Name of the Pygments style for code."""
    code_ground: str
    """Background of a block of code, as a CSS colour."""
    selected: Style


def palette(theme: Theme) -> Palette:
    """The palette of `theme`."""
    colors: dict[str, Any] = theme.to_color_system().generate()
    ground = ThemeColor.parse(colors["background"])
    words = ThemeColor.parse(colors["foreground"])
    if words.rgb == ground.rgb:
        words = ground.get_contrast_text(1.0)

    def mixed(color: ThemeColor, share: float) -> Color:
        red, green, blue = ground.blend(color, share, alpha=1.0).rgb
        return Color.from_rgb(red, green, blue)

    def named(name: str) -> ThemeColor:
        return ThemeColor.parse(colors[name])

    accent = mixed(named("accent"), 1.0)
    good, bad, warn = (named(name) for name in ("success", "error", "warning"))
    return Palette(
        text=Style(color=mixed(words, 0.92)),
        dim=Style(color=mixed(words, 0.6)),
        faint=Style(color=mixed(words, 0.35)),
        strong=Style(color=mixed(words, 1.0), bold=True),
        accent=Style(color=accent),
        good=Style(color=mixed(good, 1.0)),
        bad=Style(color=mixed(bad, 1.0)),
        warn=Style(color=mixed(warn, 1.0)),
        added=Style(color=mixed(good, 0.9), bgcolor=mixed(good, 0.1)),
        removed=Style(color=mixed(bad, 0.9), bgcolor=mixed(bad, 0.1)),
        code=Style(color=accent),
        dark=theme.dark,
        code_theme="github-dark" if theme.dark else "xcode",
        code_ground=ground.blend(words, 0.05, alpha=1.0).hex,
        selected=Style(bgcolor=mixed(named("accent"), 0.3)),
    )
