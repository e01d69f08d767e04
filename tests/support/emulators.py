"""The two opinions that terminals have of signs made of several characters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyte
from wcwidth import iter_graphemes, wcswidth


class Joining:
    """A terminal that draws a sign whole, as wide as `wcwidth` says that it is; else as `pyte.Screen`."""

    def __init__(self, columns: int, rows: int) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._last = ("", (0, 0), (0, 0))
        """The last sign, and where the cursor was before and after it: more of the sign may come with the next text."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._screen, name)

    def draw(self, data: str) -> None:
        """Draw text where the cursor is."""
        cursor = self._screen.cursor
        last, before, after = self._last
        if after == (cursor.x, cursor.y) and next(iter_graphemes(last + data), "") != last:
            cursor.x, cursor.y = before
            data = last + data
        for sign in iter_graphemes(data):
            before = (cursor.x, cursor.y)
            self._draw(sign)
            self._last = (sign, before, (cursor.x, cursor.y))

    def _draw(self, sign: str) -> None:
        width = wcswidth(sign)
        if len(sign) == 1 or width <= 0:
            self._screen.draw(sign)
            return
        stand_in = "漢" if width == 2 else "x"
        self._screen.draw(stand_in)
        line, at = self._screen.buffer[self._screen.cursor.y], self._screen.cursor.x - width
        # Where there is no room nothing was drawn.
        if line[at].data == stand_in:
            line[at] = line[at]._replace(data=sign)


EMULATORS: dict[str, Callable[[int, int], Any]] = {"apart": pyte.Screen, "joined": Joining}
"""Terminals that draw each character of a sign for itself, as wide as `wcwidth` says; and those that join them."""
