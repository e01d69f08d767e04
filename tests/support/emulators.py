"""The two opinions that terminals have of signs made of several characters."""

from __future__ import annotations

import pyte
from wcwidth import iter_graphemes, wcswidth


class Joining(pyte.Screen):
    """A terminal that draws a sign whole, as wide as `wcwidth` says that it is."""

    def draw(self, data: str) -> None:
        """As `Screen`."""
        for sign in iter_graphemes(data):
            width = wcswidth(sign)
            if len(sign) == 1 or width <= 0:
                super().draw(sign)
                continue
            super().draw("漢" if width == 2 else "x")
            # Where there is no room the character was not drawn.
            first = self.buffer[self.cursor.y][self.cursor.x - width]
            if first.data in "漢x":
                self.buffer[self.cursor.y][self.cursor.x - width] = first._replace(data=sign)


EMULATORS = {"apart": pyte.Screen, "joined": Joining}
"""Terminals that draw each character of a sign for itself, as wide as `wcwidth` says; and those that join them."""
