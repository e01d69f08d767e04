"""The operators of vi, and what they work on."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import TextArea

from agent_tui.tui.signs import signs_after
from agent_tui.tui.vim.changes import Register, shift, take
from agent_tui.tui.vim.motions import FINDS, At, Motion, motion
from agent_tui.tui.vim.objects import Span

_BACK = {"f": "F", "F": "f", "t": "T", "T": "t"}


class Operators:
    """Motions and operators, with what they remember: what was taken and what was looked for."""

    def __init__(self) -> None:
        self.register = Register()
        self._find = ""

    def motion(self, area: TextArea, at: At, key: str, count: int, *, counted: bool) -> Motion | None:
        """Where `key` leads; `;` and `,` look again for what was looked for last."""
        if key in (";", ","):
            if not self._find:
                return None
            key = self._find if key == ";" else _BACK[self._find[0]] + self._find[1]
            at = _beyond(area.document.get_line(at[0]), at, key)
        elif key[0] in FINDS:
            self._find = key
        return motion(area.document.lines, at, key, count, counted=counted)

    def operate(self, area: TextArea, operator: str, key: str, count: int, *, counted: bool) -> bool:
        """Have an operator work up to where a motion leads; whether letters are written now."""
        lines, at = area.document.lines, area.cursor_location
        if key == operator:
            moved: Motion | None = Motion((min(len(lines) - 1, at[0] + count - 1), 0), lines=True)
        elif operator == "c" and key in ("w", "W") and not lines[at[0]][at[1] : at[1] + 1].isspace():
            # As vi has it: changing a word leaves the blank behind it, and goes no further than its last letter.
            before = (at[0], at[1] - 1)
            moved = self.motion(area, before, "e" if key == "w" else "E", count, counted=counted)
        else:
            moved = self.motion(area, at, key, count, counted=counted)
        if moved is None:
            return False
        if operator in "<>":
            first, last = sorted((at[0], moved.to[0]))
            shift(area, first, last, right=operator == ">")
            return False
        found = part(lines, at, moved)
        if key in ("w", "W") and found.end[0] > at[0] and not lines[found.end[0]][: found.end[1]].strip():
            # The last word of a line is taken without the line's end.
            found = Span(found.start, (found.end[0] - 1, len(lines[found.end[0] - 1])))
        return self.take(area, operator, found)

    def take(self, area: TextArea, operator: str, taken: Span) -> bool:
        """Take a part away, take it for something else, or only remember it; whether letters are written now."""
        if operator == "c" and taken.lines:
            take(area, whole(area, taken), self.register)
            self.register.lines = True
        else:
            take(area, taken, self.register, keeping=operator == "y")
        return operator == "c"


def part(lines: Sequence[str], at: At, moved: Motion) -> Span:
    """What lies between the caret and where a motion leads."""
    start, end = sorted((at, moved.to))
    if moved.inclusive:
        end = (end[0], signs_after(lines[end[0]], end[1]))
    return Span(start, end, moved.lines)


def whole(area: TextArea, taken: Span) -> Span:
    """The same part as what is written in it: lines from their beginning to their end."""
    if not taken.lines:
        return taken
    return Span((taken.start[0], 0), (taken.end[0], len(area.document.get_line(taken.end[0]))))


def _beyond(line: str, at: At, key: str) -> At:
    """Where to look from, so that `t` and `T` do not find again what the caret stands beside."""
    row, column = at
    if key[0] == "t" and line[column + 1 : column + 2] == key[1]:
        return row, column + 1
    if key[0] == "T" and column and line[column - 1] == key[1]:
        return row, column - 1
    return at
