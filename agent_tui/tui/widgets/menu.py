"""The list of completions above the composer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.tui.paint.line import strip
from agent_tui.tui.paint.palette import Palette

MOST_ROWS = 8


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
        self.styles.height = min(MOST_ROWS, len(choices)) or 1
        self.refresh()
        self.post_message(self.Marked(self.choice))

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
        index = y + max(0, min(self._at - MOST_ROWS + 1, len(self._choices) - MOST_ROWS))
        if index >= len(self._choices):
            return Strip.blank(width, self.rich_style)
        choice = self._choices[index]
        marked = index == self._at
        words = max(len(each.shown) for each in self._choices)
        mark, style = (" › ", self._palette.accent) if marked else ("   ", self._palette.text)
        line = strip(
            [(mark, self._palette.accent), (f"{choice.shown:<{words}}  ", style), (choice.meaning, self._palette.dim)],
            width - 1,
        )
        return line.crop_extend(0, width, None).apply_style(self.rich_style)
