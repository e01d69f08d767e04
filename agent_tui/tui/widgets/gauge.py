"""How quick the app is, live: a panel above the composer."""

from __future__ import annotations

from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.tui.paint.line import BLANK, strip
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.settings import Rows

_NAMES = 9
"""Cells of the first column."""


class Gauge(Widget, can_focus=False):
    """A line for each row that it was last told."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.border_title = "how quick"
        self.border_subtitle = "esc closes"
        self._palette = palette
        self._rows: Rows = ()

    def show(self, rows: Rows) -> None:
        """Show `rows`."""
        if rows != self._rows:
            self.refresh(layout=len(rows) != len(self._rows))
            self._rows = rows

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As `Widget`."""
        return len(self._rows)

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        width = self.size.width
        line = self._line(y, width) if y < len(self._rows) else BLANK
        return line.crop_extend(0, width, None).apply_style(self.rich_style)

    def _line(self, y: int, width: int) -> Strip:
        name, told = self._rows[y]
        return strip([(f"{name:<{_NAMES}}", self._palette.dim), (told, self._palette.text)], width)
