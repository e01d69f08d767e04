"""What is marked with `v` and `V`."""

from __future__ import annotations

import re

from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from agent_tui.tui.signs import signs_after, signs_before
from agent_tui.tui.vim.changes import join, rewrite, shift
from agent_tui.tui.vim.motions import At, Motion, last_sign
from agent_tui.tui.vim.objects import OBJECTS, span
from agent_tui.tui.vim.operators import Operators, part, whole

_CASES = {"~": str.swapcase, "u": str.lower, "U": str.upper}
_TAKES = {"d": "d", "x": "d", "c": "c", "s": "c", "y": "y"}
_CHANGES = (*_TAKES, *_CASES, "p", "J", "<", ">")


class Mark:
    """A part of the text with the caret at one of its ends."""

    def __init__(self, at: At, operators: Operators, *, lines: bool) -> None:
        self.lines = lines
        """Whether whole lines are marked."""
        self.at = at
        """Where the caret would be if nothing were marked."""
        self._anchor = at
        self._operators = operators

    def move(self, area: TextArea, key: str, count: int, *, counted: bool) -> None:
        """Have its end elsewhere, or mark a word or what is in brackets."""
        if key == "o":
            self._anchor, self.at = self.at, self._anchor
        elif key[0] in "ia" and key[1:] in OBJECTS:
            if found := span(area.document.lines, self.at, key):
                self._anchor = found.start
                self.at = (found.end[0], signs_before(area.document.get_line(found.end[0]), found.end[1]))
        elif moved := self._operators.motion(area, self.at, key, count, counted=counted):
            row, column = moved.to
            self.at = (row, min(column, last_sign(area.document.get_line(row))))

    def show(self, area: TextArea) -> None:
        """Have it painted; the sign at the caret is marked by the caret."""
        text, back = area.document.lines, self.at < self._anchor
        row, column = self._anchor
        if self.lines:
            end = 0 if back else len(text[self.at[0]])
            area.selection = Selection((row, len(text[row]) if back else 0), (self.at[0], end))
        else:
            area.selection = Selection((row, signs_after(text[row], column) if back else column), self.at)

    def changed_by(self, key: str) -> bool:
        """Whether `key` does something with what is marked."""
        return key in _CHANGES or (key[0] == "r" and len(key) == 2)

    def change(self, area: TextArea, key: str) -> bool:
        """Do what `key` means with what is marked; whether letters are written now."""
        marked = part(area.document.lines, self._anchor, Motion(self.at, inclusive=True, lines=self.lines))
        first, last = marked.start[0], marked.end[0]
        if key in _TAKES:
            return self._operators.take(area, _TAKES[key], marked)
        if key == "J":
            join(area, first, max(last, first + 1))
        elif key in ("<", ">"):
            shift(area, first, last, right=key == ">")
        elif key == "p":
            rewrite(area, whole(area, marked), lambda _: self._operators.register.text)
        elif key in _CASES:
            rewrite(area, whole(area, marked), _CASES[key])
        else:
            rewrite(area, whole(area, marked), lambda text: re.sub(r".", lambda _: key[1], text))
        return False
