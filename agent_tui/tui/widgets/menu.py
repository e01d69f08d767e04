"""The list of completions above the composer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.tui.paint.line import both
from agent_tui.tui.paint.palette import Palette

MOST_ROWS = 8
_OTHERS = 3
"""Rows of the screen that have the composer and the status line."""
_LEAST = 20
"""Cells beside a choice under which its meaning would be no more than a few letters."""


class Choice(Struct, frozen=True):
    """One line of the menu."""

    kind: Literal["command", "past", "file", "path"]
    text: str
    """What would be put into the composer."""
    meaning: str = ""
    word: str = ""
    """How the text is shown, where that is shorter."""

    @property
    def shown(self) -> str:
        return self.word or self.text


class Menu(Widget, can_focus=False):
    """Choices with one of them marked; it takes no keys itself."""

    class Marked(Message):
        """Another choice is marked, or none is there any more."""

        def __init__(self, choice: Choice | None) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.display = False
        self._choices: list[Choice] = []
        self._at = 0
        self._rows = MOST_ROWS
        self._palette = palette

    @property
    def choice(self) -> Choice | None:
        """What is marked; None while the menu is closed."""
        return self._choices[self._at] if self._choices else None

    def offer(self, choices: list[Choice]) -> None:
        """Show `choices`; an empty list closes the menu."""
        if choices == self._choices:
            return
        self._choices = choices
        self._at = 0
        self.display = bool(choices)
        self._fit()
        self.post_message(self.Marked(self.choice))

    def on_mount(self) -> None:
        self.watch(self.app, "size", self._fit, init=False)

    def _fit(self) -> None:
        """Leave the composer and a part of the talk in sight."""
        self._rows = max(1, min(MOST_ROWS, (self.app.size.height - _OTHERS) // 2))
        self.styles.height = min(self._rows, len(self._choices)) or 1
        self.refresh()

    def move(self, by: int) -> None:
        """Mark another choice."""
        self._at = (self._at + by) % len(self._choices)
        self.refresh()
        self.post_message(self.Marked(self.choice))

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        width = self.size.width
        index = y + max(0, min(self._at - self._rows + 1, len(self._choices) - self._rows))
        if index >= len(self._choices):
            return Strip.blank(width, self.rich_style)
        choice = self._choices[index]
        marked = index == self._at
        words = max(len(each.shown) for each in self._choices)
        mark, style = (" › ", self._palette.accent) if marked else ("   ", self._palette.text)
        pieces = [(mark, self._palette.accent), (choice.shown, style)]
        if words + _LEAST <= width:
            gap = " " * (words - len(choice.shown) + 2)
            pieces.append((f"{gap}{choice.meaning}", self._palette.dim))
        count = [(f"{index + 1}/{len(self._choices)} ", self._palette.faint)]
        crowded = marked and len(self._choices) > self._rows
        line = both(pieces, count if crowded else [], width)
        return line.crop_extend(0, width, None).apply_style(self.rich_style)
