"""Asks whether what a directory brings along may act."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.core.sanitise import sanitise
from agent_tui.tui.approval import Choice
from agent_tui.tui.paint.asking import choice_lines
from agent_tui.tui.paint.line import BLANK, indented, strip, wrapped
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.widgets.composer import Composer
from agent_tui.tui.widgets.guard import Guard

_CHOICES = (
    Choice("y", "yes", ("yes, trust it", "trust it", "yes")),
    Choice("n", "no", ("no, go on without it", "go on without", "no")),
)


_HEAD = "It brings its own configuration"


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
        self._told: tuple[str, ...] = ()
        self._at = 0
        """The first line that is shown of what it is about."""
        self._room = 2
        """Lines for what it is about."""
        self._lines: list[Strip] = []

    def ask(self, told: tuple[str, ...]) -> None:
        """Ask about what would act, a line for each."""
        self._told = told
        self.display = True
        self.resume()
        self._measure()

    def resume(self) -> None:
        """Take keys again, now that nothing is being written."""
        if self.display:
            self._guard.appeared()
            self.focus(scroll_visible=False)

    def turn(self, pages: int) -> None:
        """Show other lines of what it is about."""
        self._at += pages * (self._room - 1)
        self._measure()

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
        choices = choice_lines(_CHOICES, -1, self._palette, width)
        told = [f"{_HEAD}:", *(sanitise(line) for line in self._told)]
        about = list(indented(chain.from_iterable(wrapped(line, self._palette.text, width - 2) for line in told), 1))
        self._room = max(2, self.app.size.height // 2 - self.gutter.height - len(choices))
        self._lines = [*self._page(about, width), *choices]
        self.styles.height = len(self._lines) + self.gutter.height
        self.refresh()

    def _page(self, about: list[Strip], width: int) -> list[Strip]:
        """All lines where they fit, else some of them and which these are."""
        if len(about) <= self._room:
            return about
        most = self._room - 1
        self._at = max(0, min(self._at, len(about) - most))
        words = f" lines {self._at + 1}-{self._at + most} of {len(about)}; PgDn and PgUp show the others"
        return [*about[self._at : self._at + most], strip([(words, self._palette.accent)], width)]
