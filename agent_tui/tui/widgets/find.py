"""The line in which one writes what to look for in the talk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from agent_tui.tui.entries import Entry
from agent_tui.tui.search import Search
from agent_tui.tui.widgets.line import Line
from agent_tui.tui.widgets.transcript import Place, Transcript

_HINT = "  enter ↑ ↓ next · ctrl+f stay here · esc back "
_NARROW = 70
"""Columns under which there is no room to name the keys."""


class Find(Horizontal):
    """Looks for words in the transcript while they are written."""

    BINDINGS: ClassVar = [
        Binding("enter,up,shift+f3", "step(-1)", show=False, priority=True),
        Binding("shift+enter,down,f3", "step(1)", show=False, priority=True),
        Binding("escape", "close(True)", show=False, priority=True),
        Binding("ctrl+f", "close(False)", show=False, priority=True),
    ]
    """The newest place comes first, so onward is up."""

    def __init__(self, transcript: Transcript, entries: Callable[[], Sequence[Entry]]) -> None:
        super().__init__()
        self.display = False
        self._transcript = transcript
        self._entries = entries
        self._search = Search()
        self._words = Line(compact=True, placeholder="Find in the talk")
        self._told = Static("", markup=False)
        self._from: Place | None = None
        """Where one was before."""
        self._back: Widget | None = None
        """What had the focus before."""

    def compose(self) -> ComposeResult:
        yield Static(" / ", id="find-sign", markup=False)
        yield self._words
        yield self._told

    def begin(self) -> None:
        """Take what to look for."""
        self._from = self._transcript.place()
        self._back = self.screen.focused
        self.display = True
        self._words.value = ""
        self._tell("")
        self._words.focus()

    def on_input_changed(self, message: Line.Changed) -> None:
        message.stop()
        if self._from is not None:
            self._search.look_for(message.value, self._entries(), self._from.last)
            self._show()

    def action_step(self, by: int) -> None:
        """Go on to another place."""
        self._search.look_again(self._words.value, self._entries())
        self._search.step(by)
        self._show()

    def action_close(self, back: bool) -> None:
        """End the search: `back` where one was, or here."""
        if back and self._from is not None:
            self._transcript.return_to(self._from)
        self._from = None
        self._transcript.mark("")
        self.display = False
        if self._back is not None:
            self._back.focus()

    def _show(self) -> None:
        words, hit = self._words.value, self._search.hit
        self._tell(f"  {self._search.told}" if words else "")
        self._transcript.mark(words)
        if hit is not None:
            self._transcript.reveal(hit)

    def _tell(self, found: str) -> None:
        self._told.update(found + (_HINT if self.app.size.width >= _NARROW else " "))
