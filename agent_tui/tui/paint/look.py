"""How wide, in which colours and how far opened something of the transcript is drawn."""

from __future__ import annotations

from msgspec import Struct

from agent_tui.tui.paint.palette import Palette

GUTTER = 3
"""Cells left of all text."""
INSET = 5
"""Cells left of what an opened call shows."""


class Look(Struct, frozen=True):
    """How an entry is to be drawn."""

    palette: Palette
    width: int
    """Cells of the whole line, gutter included."""
    opened: bool = False
    elapsed: float = 0.0
    """Seconds that something running has run."""
    turned: frozenset[int] = frozenset()
    """Keys of the calls of a batch that the person opened, or folded where they are open by themselves."""

    @property
    def room(self) -> int:
        """Cells for text beside the gutter, one kept free at the right."""
        return max(4, self.width - GUTTER - 1)
