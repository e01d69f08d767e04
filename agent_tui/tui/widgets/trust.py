"""Asks whether what a directory brings along may act."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.core.sanitise import one_line
from agent_tui.tui.approval import Choice
from agent_tui.tui.paint.asking import choice_lines
from agent_tui.tui.paint.line import BLANK, indented, wrapped
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.widgets.composer import Composer
from agent_tui.tui.widgets.guard import Guard

_CHOICES = (
    Choice("y", "yes", ("yes, trust it", "trust it", "yes")),
    Choice("n", "no", ("no, go on without it", "go on without", "no")),
)


class Trust(Widget, can_focus=True):
    """Takes y and n while nothing is written; all other keys are the composer's."""

    class Decided(Message):
        """The person answered."""

        def __init__(self, trusted: bool) -> None:
            super().__init__()
            self.trusted = trusted

    def __init__(self, composer: Composer, palette: Palette, clock: Callable[[], float]) -> None:
        super().__init__()
        self.display = False
        self.border_title = Content("Trust this directory?")
        self._composer = composer
        self._palette = palette
        self._guard = Guard(clock)
        self._names: tuple[str, ...] = ()
        self._lines: list[Strip] = []

    def ask(self, names: tuple[str, ...]) -> None:
        """Ask about the files called `names`."""
        self._names = names
        self.display = True
        self.resume()
        self._measure()

    def resume(self) -> None:
        """Take keys again, now that nothing is being written."""
        if self.display:
            self._guard.appeared()
            self.focus(scroll_visible=False)

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self._measure()

    def on_resize(self) -> None:
        self._measure()

    def on_key(self, event: events.Key) -> None:
        if event.key in ("y", "n") and self.display and not self._guard.up and not self._composer.text:
            self.display = False
            self.post_message(self.Decided(event.key == "y"))
        else:
            self._guard.typed()
            self.screen.set_focus(self._composer)
            self._composer.post_message(events.Key(event.key, event.character))
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        self._composer.insert(event.text)
        event.stop()

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        line = self._lines[y] if y < len(self._lines) else BLANK
        return line.crop_extend(0, self.size.width, None).apply_style(self.rich_style)

    def _measure(self) -> None:
        """Lay the lines out for the width there is."""
        width = max(4, self.size.width or self.app.size.width - self.gutter.width)
        names = ", ".join(one_line(name, 400) for name in self._names)
        said = f"It brings its own configuration: {names}."
        self._lines = [
            *indented(wrapped(said, self._palette.text, width - 2), 1),
            *choice_lines(_CHOICES, -1, self._palette, width),
        ]
        self.styles.height = len(self._lines) + self.gutter.height
        self.refresh()
