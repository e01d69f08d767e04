"""Whatever the theme, all that is drawn can be read."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from agent_tui.core.views import Diff, FileChange
from agent_tui.tui.paint.contrast import contrast, legible
from agent_tui.tui.paint.difference import diff_lines
from agent_tui.tui.paint.palette import palette, variables
from agent_tui.tui.theme import DARK, LIGHT

OURS = (DARK, LIGHT)
THEMES = (*OURS, *(theme for theme in BUILTIN_THEMES.values() if not theme.ansi))
WORDS = ("text", "dim", "strong", "accent", "good", "bad", "warn", "code", "added", "removed")


def ground_of(theme: Theme) -> Color:
    return Color.parse(theme.to_color_system().generate()["background"])


def read_on(style: Style, ground: Color) -> float:
    """The contrast of words in `style`."""
    assert style.color is not None
    behind = Color(*style.bgcolor.get_truecolor()) if style.bgcolor else ground
    return contrast(Color(*style.color.get_truecolor()), behind)


def test_there_are_enough_themes() -> None:
    assert len(THEMES) >= 16


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_words_and_diffs_can_be_read_in_every_theme(theme: Theme) -> None:
    look, ground = palette(theme), ground_of(theme)
    found = {name: read_on(getattr(look, name), ground) for name in WORDS}
    assert not {name: ratio for name, ratio in found.items() if ratio < 4.5}
    assert read_on(look.faint, ground) >= 3.0


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
def test_our_own_pair_is_read_with_ease(theme: Theme) -> None:
    assert read_on(palette(theme).text, ground_of(theme)) >= 7


@pytest.mark.parametrize("name", ["ansi-dark", "ansi-light"])
def test_the_terminals_own_colours_are_left_to_the_terminal(name: str) -> None:
    look = palette(BUILTIN_THEMES[name])
    for style in (look.text, look.dim, look.added, look.removed, look.accent):
        assert style.color is None or style.color.is_system_defined
        assert style.bgcolor is None


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_titles_of_borders_can_be_read(theme: Theme) -> None:
    for name in ("accent", "warning", "text-muted"):
        assert contrast(Color.parse(variables(theme)[name]), ground_of(theme)) >= 4.5


@pytest.mark.parametrize("name", ["ansi-dark", "ansi-light"])
def test_borders_are_in_the_terminals_own_colours_too(name: str) -> None:
    assert all(value.startswith("ansi_") for value in variables(BUILTIN_THEMES[name]).values())


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(Color(255, 255, 255), Color(0, 0, 0)) == pytest.approx(21)
    assert contrast(Color(119, 119, 119), Color(255, 255, 255)) == pytest.approx(4.48, abs=0.01)
    assert legible(Color(119, 119, 119), Color(0, 0, 0), 3) == Color(119, 119, 119)


CODE = (
    'class Cart(Base):  # note\n    def f(self, n: int = 3) -> "str":\n        return [f"{n}", 1.5, None, len(x) - 2]\n'
)
CHANGE = Diff((FileChange("a.py", CODE, CODE.replace("note", "another").replace("- 2", "+ 3")),), 1, 1)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_code_in_a_diff_can_be_read_in_every_theme(theme: Theme) -> None:
    look, ground = palette(theme), ground_of(theme)
    pieces = [piece for line in diff_lines(CHANGE, look, 80) for piece in line if piece.text.strip()]
    assert any(piece.style and piece.style.bgcolor == look.added_word.bgcolor for piece in pieces)
    # Lines that stayed are made to be read on a ground a little off the theme's.
    unread = {piece.text: round(read_on(piece.style, ground), 1) for piece in pieces if piece.style}
    assert not {text: ratio for text, ratio in unread.items() if ratio < 4.4 and not text.strip(" │").isdecimal()}
