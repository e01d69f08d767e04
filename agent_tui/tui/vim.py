"""The keys of vi for the text that is being written: motions, operators, counts, one register."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct
from textual.widgets import TextArea

from agent_tui.tui.signs import signs_after, signs_before

At = tuple[int, int]
"""Row and column, from 0."""
_WORD = re.compile(r"\w+|[^\w\s]+")
_OPERATORS = ("d", "c", "y")
_INSERTING = ("i", "a", "I", "A", "o", "O")


class Motion(Struct, frozen=True):
    """Where a motion leads, and what an operator takes with it."""

    to: At
    inclusive: bool = False
    """Whether the character it leads to is taken too."""
    lines: bool = False
    """Whether whole lines are taken."""


def motion(lines: Sequence[str], at: At, key: str, count: int, *, counted: bool) -> Motion | None:
    """Where `key` leads from `at`, `count` times; None where it is no motion. `counted`: the count was typed."""
    row, column = at
    last = len(lines) - 1
    match key:
        case "h":
            return Motion((row, signs_before(lines[row], column, count)))
        case "l" | "space":
            return Motion((row, signs_after(lines[row], column, count)))
        case "j" | "k":
            row = min(last, row + count) if key == "j" else max(0, row - count)
            return Motion((row, min(column, len(lines[row]))), lines=True)
        case "0":
            return Motion((row, 0))
        case "^":
            return Motion((row, _indent(lines[row])))
        case "$":
            row = min(last, row + count - 1)
            return Motion((row, signs_before(lines[row], len(lines[row]))), inclusive=True)
        case "G":
            row = min(last, count - 1) if counted else last
            return Motion((row, _indent(lines[row])), lines=True)
        case "gg":
            row = min(last, count - 1)
            return Motion((row, _indent(lines[row])), lines=True)
        case "w" | "b" | "e":
            for _ in range(count):
                at = _by_word(lines, at, key)
            return Motion(at, inclusive=key == "e")
    return None


def _by_word(lines: Sequence[str], at: At, key: str) -> At:
    """The start of the next word, the start of this one or the one before, or the end of this one or the next."""
    row, column = at
    places = [
        (number, found.start() if key != "e" else found.end() - 1)
        for number, line in enumerate(lines)
        for found in _WORD.finditer(line)
    ]
    if key == "b":
        return max((place for place in places if place < (row, column)), default=(0, 0))
    end = (len(lines) - 1, len(lines[-1]))
    return min((place for place in places if place > (row, column)), default=end)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


class Vim:
    """What the keys mean now; begins as an ordinary text, which Esc leaves for the commands."""

    def __init__(self) -> None:
        self.normal = False
        """Whether keys are commands and not letters."""
        self._typed = ""
        """The beginning of a command: count, operator, `g` or `r`."""
        self._register = ""
        self._whole_lines = False

    def key(self, key: str, character: str | None, area: TextArea) -> bool:
        """Do what `key` means; False where it is not for here."""
        if not self.normal:
            if key != "escape":
                return False
            self._leave_insert(area)
            return True
        if key == "escape":
            pending, self._typed = bool(self._typed), ""
            return pending
        if key == "ctrl+r":
            area.redo()
            return True
        if character is None or not character.isprintable():
            return False
        self._typed += character
        self._act(area)
        return True

    def _leave_insert(self, area: TextArea) -> None:
        self.normal, self._typed = True, ""
        row, column = area.cursor_location
        area.move_cursor((row, signs_before(area.document.get_line(row), column)))

    def _act(self, area: TextArea) -> None:
        """Carry out what is typed, once it is whole; what can be nothing is dropped."""
        found = re.fullmatch(r"([1-9]\d*)?([dcy])?([1-9]\d*)?(g?.|r.)?", self._typed)
        if found is None:
            self._typed = ""
            return
        first, operator, second, rest = found.groups()
        if not rest or rest in ("g", "r"):
            return
        count = int(first or 1) * int(second or 1)
        self._typed = ""
        if operator:
            self._operate(area, operator, rest, count, counted=bool(first or second))
        elif not self._command(area, rest, count):
            lines = area.document.lines
            moved = motion(lines, area.cursor_location, rest, count, counted=bool(first))
            if moved is not None:
                area.move_cursor(moved.to)

    def _operate(self, area: TextArea, operator: str, key: str, count: int, *, counted: bool) -> None:
        lines, at = area.document.lines, area.cursor_location
        if key == operator:
            moved: Motion | None = Motion((min(len(lines) - 1, at[0] + count - 1), 0), lines=True)
        elif operator == "c" and key == "w":
            # As vi has it: changing a word leaves the blank behind it.
            moved = motion(lines, at, "e", count, counted=counted)
        else:
            moved = motion(lines, at, key, count, counted=counted)
        if moved is None:
            return
        start, end = sorted((at, moved.to))
        if moved.lines:
            self._take_lines(area, operator, start[0], end[0])
            return
        if moved.inclusive:
            end = (end[0], signs_after(lines[end[0]], end[1]))
        self._keep(area.get_text_range(start, end), whole_lines=False)
        area.move_cursor(start)
        if operator != "y":
            area.delete(start, end)
        self.normal = operator != "c"

    def _take_lines(self, area: TextArea, operator: str, first: int, last: int) -> None:
        lines = area.document.lines
        self._keep("\n".join(lines[first : last + 1]), whole_lines=True)
        if operator == "c":
            area.delete((first, 0), (last, len(lines[last])))
            self.normal = False
        elif operator == "d":
            if last + 1 < len(lines):
                area.delete((first, 0), (last + 1, 0))
            else:
                area.delete((first - 1, len(lines[first - 1])) if first else (0, 0), (last, len(lines[last])))
            area.move_cursor((min(first, area.document.line_count - 1), 0))

    def _command(self, area: TextArea, key: str, count: int) -> bool:
        """Commands that are no motions; False for others."""
        row, column = area.cursor_location
        line = area.document.get_line(row)
        match key:
            case "x":
                self._cut(area, (row, column), (row, signs_after(line, column, count)))
            case "X":
                self._cut(area, (row, signs_before(line, column, count)), (row, column))
            case "D" | "C":
                self._cut(area, (row, column), (row, len(line)))
                self.normal = key == "D"
            case "p" | "P":
                self._put(area, count, after=key == "p")
            case "u":
                for _ in range(count):
                    area.undo()
            case _ if key in _INSERTING:
                self._insert(area, key)
            case _ if len(key) == 2 and key[0] == "r":
                if column < len(line):
                    area.replace(key[1], (row, column), (row, signs_after(line, column)))
                    area.move_cursor((row, column))
            case _:
                return False
        return True

    def _cut(self, area: TextArea, start: At, end: At) -> None:
        self._keep(area.get_text_range(start, end), whole_lines=False)
        area.delete(start, end)

    def _keep(self, text: str, *, whole_lines: bool) -> None:
        self._register, self._whole_lines = text, whole_lines

    def _put(self, area: TextArea, count: int, *, after: bool) -> None:
        if not self._register:
            return
        row, column = area.cursor_location
        line = area.document.get_line(row)
        if self._whole_lines:
            text = "\n".join([self._register] * count)
            area.insert(f"\n{text}" if after else f"{text}\n", (row, len(line)) if after else (row, 0))
            area.move_cursor((row + after, 0))
        else:
            start = min(len(line), column + after)
            put = area.insert(self._register * count, (row, start))
            # The caret stands on the last character that was put.
            area.move_cursor((put.end_location[0], max(0, put.end_location[1] - 1)))

    def _insert(self, area: TextArea, key: str) -> None:
        row, column = area.cursor_location
        line = area.document.get_line(row)
        self.normal = False
        match key:
            case "a":
                area.move_cursor((row, signs_after(line, column)))
            case "I":
                area.move_cursor((row, _indent(line)))
            case "A":
                area.move_cursor((row, len(line)))
            case "o":
                area.insert("\n", (row, len(line)))
                area.move_cursor((row + 1, 0))
            case "O":
                area.insert("\n", (row, 0))
                area.move_cursor((row, 0))
