"""The keys of vi for the text that is being written: commands, operators, counts, marks and `.`."""

from __future__ import annotations

import re

from textual.widgets import TextArea

from agent_tui.tui.signs import signs_after, signs_before
from agent_tui.tui.vim.changes import History, join, moment, open_line, put, rewrite
from agent_tui.tui.vim.mark import Mark
from agent_tui.tui.vim.motions import FINDS, indent, last_sign
from agent_tui.tui.vim.objects import OBJECTS, Span, span
from agent_tui.tui.vim.operators import Operators

_COUNT = r"([1-9]\d*)?"
_COMMAND = re.compile(rf"{_COUNT}([dcy<>])?{_COUNT}(g.?|[rfFtT].?|.)?")
_ON_OBJECT = re.compile(rf"\d*([dcy])\d*([ia][{re.escape(''.join(OBJECTS))}])")
_ON_MARK = re.compile(rf"{_COUNT}(g.?|[riafFtT].?|.)?")
_UNFINISHED = ("g", "r", *FINDS)
_SHORT = {"s": "cl", "S": "cc", "Y": "yy", "D": "d$", "C": "c$", "x": "dl", "X": "dh"}
"""Commands that are another way to write an operator with its motion."""
_NAMED = {"backspace": "h", "delete": "x"}
_NEW_LINE = ("shift+enter", "ctrl+j", "alt+enter")


class Vim:
    """What the keys mean now; begins as an ordinary text, which Esc leaves for the commands."""

    def __init__(self) -> None:
        self.normal = False
        """Whether keys are commands and not letters."""
        self._typed = ""
        """The beginning of a command."""
        self._mark: Mark | None = None
        self._operators = Operators()
        self._history = History()
        self._change = ""
        """The last change as it was typed."""
        self._with = ""
        """What was written with it."""
        self._writing: str | None = None
        """What has been written since letters are written; None before the first."""

    @property
    def sign(self) -> str:
        """A letter for what the keys mean, where they are commands."""
        return "" if not self.normal else "N" if self._mark is None else "V"

    @property
    def idle(self) -> bool:
        """Whether a command may begin with the next key, and nothing is marked."""
        return self.normal and not self._typed and self._mark is None

    def key(self, key: str, character: str | None, area: TextArea) -> bool:
        """Do what `key` means; False where it is not for here."""
        if not self.normal:
            return self._letter(key, character, area)
        if key == "escape":
            return self._escape(area)
        if key == "ctrl+r":
            self._history.redo(area)
            return True
        command = _NAMED.get(key, character or "")
        if not command or not command.isprintable():
            return False
        self._typed += command
        if self._mark is None:
            self._act(area)
        else:
            self._act_on(area, self._mark)
        return True

    def _letter(self, key: str, character: str | None, area: TextArea) -> bool:
        """Note what is written, for `u` and `.`; the text area writes it."""
        if key == "escape":
            self._leave_insert(area)
            return True
        if self._writing is None:
            self._history.keep(moment(area))
            self._writing = ""
        if key in _NEW_LINE:
            self._writing += "\n"
        elif key == "backspace":
            self._writing = self._writing[:-1]
        elif character is not None and character.isprintable():
            self._writing += character
        return False

    def _insert(self) -> None:
        self.normal, self._writing = False, ""

    def _leave_insert(self, area: TextArea) -> None:
        self.normal, self._typed = True, ""
        self._with, self._writing = self._writing or "", None
        row, column = area.cursor_location
        area.move_cursor((row, signs_before(area.document.get_line(row), column)))

    def _escape(self, area: TextArea) -> bool:
        """Drop what is marked or begun; False where there is nothing of it."""
        pending = self._typed or self._mark
        self._typed = ""
        self._unmark(area)
        return bool(pending)

    def _unmark(self, area: TextArea) -> None:
        if self._mark is not None:
            area.move_cursor(self._mark.at)
            self._mark = None

    def _act(self, area: TextArea) -> None:
        """Carry out what is typed, once it is whole; what can be nothing is dropped."""
        found = _COMMAND.fullmatch(self._typed)
        first, operator, second, rest = found.groups() if found else ("", "", "", self._typed)
        if not rest or rest in _UNFINISHED or (operator and rest in ("i", "a")):
            return
        typed, self._typed = self._typed, ""
        count, counted = int(first or 1) * int(second or 1), bool(first or second)
        if rest == "u":
            for _ in range(count):
                self._history.undo(area)
        elif rest == "." and not operator:
            self._repeat(area, first or "")
        else:
            before = moment(area)
            if found is None:
                self._on_object(area, typed)
            else:
                self._do(area, operator or "", rest, count, counted=counted)
            if area.text != before.text or not self.normal:
                self._history.keep(before)
                self._change = typed
        self._settle(area)

    def _do(self, area: TextArea, operator: str, rest: str, count: int, *, counted: bool) -> None:
        """Carry out a command, an operator with its motion, or a motion."""
        if not operator and rest in _SHORT:
            operator, rest = _SHORT[rest][0], _SHORT[rest][1]
        if operator:
            if self._operators.operate(area, operator, rest, count, counted=counted):
                self._insert()
        elif not self._command(area, rest, count):
            moved = self._operators.motion(area, area.cursor_location, rest, count, counted=counted)
            if moved is not None:
                area.move_cursor(moved.to)

    def _on_object(self, area: TextArea, typed: str) -> None:
        """Carry out an operator on a word, a paragraph or what is in quotes or brackets."""
        if found := _ON_OBJECT.fullmatch(typed):
            part = span(area.document.lines, area.cursor_location, found[2])
            if part is not None and self._operators.take(area, found[1], part):
                self._insert()

    def _command(self, area: TextArea, key: str, count: int) -> bool:
        """Commands that are no motions; False for others."""
        row, column = area.cursor_location
        end = signs_after(area.document.get_line(row), column, count)
        match key:
            case "p" | "P":
                put(area, self._operators.register, count, after=key == "p")
            case "v" | "V":
                self._mark = Mark((row, column), self._operators, lines=key == "V")
                self._mark.show(area)
            case "~":
                rewrite(area, Span((row, column), (row, end)), str.swapcase)
                area.move_cursor((row, end))
            case "J":
                join(area, row, row + max(1, count - 1))
            case "i" | "a" | "I" | "A" | "o" | "O":
                self._begin_insert(area, key)
            case _ if key[0] == "r" and end > column:
                area.replace(key[1] * count, (row, column), (row, end))
                area.move_cursor((row, column + count - 1))
            case _:
                return False
        return True

    def _begin_insert(self, area: TextArea, key: str) -> None:
        row, column = area.cursor_location
        line = area.document.get_line(row)
        self._insert()
        match key:
            case "a":
                area.move_cursor((row, signs_after(line, column)))
            case "I":
                area.move_cursor((row, indent(line)))
            case "A":
                area.move_cursor((row, len(line)))
            case "o" | "O":
                open_line(area, row + (key == "o"))

    def _repeat(self, area: TextArea, count: str) -> None:
        """Make the last change again, here; a count takes the place of its own."""
        written = self._with
        self._typed = count + self._change.lstrip("123456789") if count else self._change
        self._act(area)
        if not self.normal:
            area.insert(written)
            self._writing = written
            self._leave_insert(area)

    def _settle(self, area: TextArea) -> None:
        """Keep the caret on a sign where keys are commands."""
        if self.idle:
            row, column = area.cursor_location
            area.move_cursor((row, min(column, last_sign(area.document.get_line(row)))))

    def _act_on(self, area: TextArea, mark: Mark) -> None:
        """Move the end of what is marked, or do something with it."""
        found = _ON_MARK.fullmatch(self._typed)
        rest = (found[2] if found else "") or ""
        if not rest or rest in _UNFINISHED or rest in ("i", "a"):
            return
        counted = found[1] if found else None
        self._typed = ""
        if mark.changed_by(rest):
            self._unmark(area)
            before = moment(area)
            if mark.change(area, rest):
                self._insert()
            if area.text != before.text:
                self._history.keep(before)
                self._change = ""
            self._settle(area)
        elif rest in ("v", "V"):
            self._remark(area, mark, lines=rest == "V")
        else:
            mark.move(area, rest, int(counted or 1), counted=counted is not None)
            mark.show(area)

    def _remark(self, area: TextArea, mark: Mark, *, lines: bool) -> None:
        """Mark lines in place of letters or the other way round; the same key again marks nothing."""
        if mark.lines is lines:
            self._unmark(area)
        else:
            mark.lines = lines
            mark.show(area)
