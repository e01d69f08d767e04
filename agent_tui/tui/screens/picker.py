"""A list to choose from by typing a part of what is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from msgspec import Struct
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.fuzzy import FuzzySearch
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from agent_tui.tui.paint.line import BLANK, both, strip
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.widgets.line import Line

_NARROW = 40
"""Cells under which the kind of a row has no room."""
_LONGEST = 24
"""Letters of a wish; the matcher's effort grows steeply with them."""


class Row(Struct, frozen=True):
    """One choice."""

    value: str
    """What is given back when it is chosen."""
    text: str
    kind: str = ""
    """What it is, in a word, before the text."""
    figures: str = ""
    """What stands at the right edge."""
    preview: str = ""
    """What is told of it while it is marked."""


def matching(rows: Sequence[Row], wish: str) -> list[Row]:
    """The rows that `wish` fits, the best first; all of them, in their order, where nothing is wished.

    Letters that only follow one another somewhere count where no row has the words themselves.
    """
    words = " ".join(wish.split())[:_LONGEST]
    if not words:
        return list(rows)
    search = FuzzySearch()
    whole = [row for row in rows if words.casefold() in _told(row).casefold()]
    scores = [(search.match(words, _told(row))[0], row) for row in whole or rows]
    return [row for score, row in sorted(scores, key=lambda pair: -pair[0]) if score > 0]


def _told(row: Row) -> str:
    return f"{row.kind} {row.text}".strip()


class Rows(Widget, can_focus=False):
    """The rows that are left, one of them marked."""

    def __init__(self, rows: Sequence[Row], palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._rows = list(rows)
        self._at = 0

    @property
    def marked(self) -> Row | None:
        """What Enter would choose."""
        return self._rows[self._at] if self._rows else None

    def offer(self, rows: list[Row]) -> None:
        """Show other rows."""
        self._rows, self._at = rows, 0
        self.refresh()

    def move(self, by: int) -> None:
        """Mark another row."""
        self._at = max(0, min(len(self._rows) - 1, self._at + by))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        width = self.size.width
        index = y + max(0, min(self._at - self.size.height + 1, len(self._rows) - self.size.height))
        line = BLANK
        if not self._rows and y == 0:
            line = strip([("   nothing fits", self._palette.dim)], width)
        elif 0 <= index < len(self._rows):
            line = self._line(self._rows[index], index == self._at, width)
        return line.crop_extend(0, width, None).apply_style(self.rich_style)

    def _line(self, row: Row, marked: bool, width: int) -> Strip:
        kinds = max(len(each.kind) for each in self._rows)
        kind = f"{row.kind:<{kinds}}  " if kinds and width >= _NARROW else ""
        mark, style = (" › ", self._palette.accent) if marked else ("   ", self._palette.text)
        left = [(mark, self._palette.accent), (kind, self._palette.faint), (row.text, style)]
        return both(left, [(f"{row.figures} ", self._palette.dim)], width)


class Picker(ModalScreen[str]):
    """Asks for one of `rows`; dismissed with its value, or with nothing."""

    BINDINGS: ClassVar = [
        Binding("escape,ctrl+c,ctrl+p", "leave", "back", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("pageup", "move(-10)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False, priority=True),
        Binding("enter", "choose", show=False, priority=True),
    ]

    def __init__(self, title: str, rows: Sequence[Row], palette: Palette) -> None:
        super().__init__()
        self._all = rows
        self._rows = Rows(rows, palette)
        self._preview = Static("", id="preview", markup=False)
        self._frame = Vertical(id="picker")
        self._frame.border_title = Content(title)
        self._frame.border_subtitle = Content("enter choose  esc back")

    def compose(self) -> ComposeResult:
        with self._frame:
            with Horizontal(id="wish"):
                yield Static(" › ", id="prompt", markup=False)
                yield Line(placeholder="type to find", compact=True, select_on_focus=False)
            yield self._rows
            yield self._preview

    def on_mount(self) -> None:
        self._preview.display = any(row.preview for row in self._all)
        self._tell()

    def on_input_changed(self, message: Line.Changed) -> None:
        self._rows.offer(matching(self._all, message.value))
        self._tell()

    def action_move(self, by: int) -> None:
        self._rows.move(by)
        self._tell()

    def action_choose(self) -> None:
        if self._rows.marked is not None:
            self.dismiss(self._rows.marked.value)

    def action_leave(self) -> None:
        self.dismiss(None)

    def _tell(self) -> None:
        row = self._rows.marked
        self._preview.update(row.preview if row else "")
