"""One line to write in."""

from __future__ import annotations

from textual.geometry import Offset
from textual.widgets import Input


class Line(Input):
    """As `Input`, which tells of a caret at the end one cell too far."""

    @property
    def cursor_screen_offset(self) -> Offset:
        """As `Input`."""
        there = super().cursor_screen_offset
        return there - Offset(1, 0) if self.cursor_at_end else there
