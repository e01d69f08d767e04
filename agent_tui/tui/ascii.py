"""Draws in ASCII where the terminal has nothing else."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from agent_tui.tui.early.plain import plain


class Ascii(LineFilter):
    """Puts an ASCII character for each other one; nothing moves by it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """As `LineFilter`."""
        return [
            segment
            if segment.text.isascii()
            else Segment(set_cell_size(plain(segment.text), cell_len(segment.text)), segment.style, segment.control)
            for segment in segments
        ]
