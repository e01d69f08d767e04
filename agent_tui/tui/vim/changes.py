"""What the keys of vi do to the text."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from textual.widgets import TextArea

from agent_tui.tui.signs import signs_after, signs_before
from agent_tui.tui.vim.motions import At, indent
from agent_tui.tui.vim.objects import Span

_SHIFT = "  "


class Moment(Struct, frozen=True):
    """The text and the caret as they were."""

    text: str
    at: At


def moment(area: TextArea) -> Moment:
    """The text and the caret as they are."""
    return Moment(area.text, area.cursor_location)


class Register(Struct):
    """What was taken last."""

    text: str = ""
    lines: bool = False


class History:
    """What `u` goes back to: the text before each change, an insertion being one."""

    def __init__(self) -> None:
        self._before: list[Moment] = []
        self._undone: list[Moment] = []

    def keep(self, before: Moment) -> None:
        """Note that the text was changed, or is now written on."""
        if self._before and self._before[-1].text == before.text:
            self._before.pop()
        self._before.append(before)
        self._undone.clear()

    def undo(self, area: TextArea) -> None:
        """Show the text as it was before the last change."""
        while self._before and self._before[-1].text == area.text:
            self._before.pop()
        self._go(area, self._before, self._undone)

    def redo(self, area: TextArea) -> None:
        """Show the text as it was before the last `undo`."""
        self._go(area, self._undone, self._before)

    def _go(self, area: TextArea, back: list[Moment], forth: list[Moment]) -> None:
        if back:
            forth.append(moment(area))
            then = back.pop()
            area.replace(then.text, (0, 0), area.document.end)
            area.move_cursor(then.at)


def take(area: TextArea, part: Span, register: Register, *, keeping: bool = False) -> None:
    """Have a part in the register, and, without `keeping`, no longer in the text."""
    if part.lines:
        _take_lines(area, part.start[0], part.end[0], register, keeping=keeping)
        return
    if part.start == part.end:
        return
    register.text, register.lines = area.get_text_range(part.start, part.end), False
    area.move_cursor(part.start)
    if not keeping:
        area.delete(part.start, part.end)


def _take_lines(area: TextArea, first: int, last: int, register: Register, *, keeping: bool) -> None:
    lines = area.document.lines
    register.text, register.lines = "\n".join(lines[first : last + 1]), True
    if keeping:
        if first < area.cursor_location[0]:
            area.move_cursor((first, area.cursor_location[1]))
        return
    if last + 1 < len(lines):
        area.delete((first, 0), (last + 1, 0))
    else:
        area.delete((first - 1, len(lines[first - 1])) if first else (0, 0), (last, len(lines[last])))
    row = min(first, area.document.line_count - 1)
    area.move_cursor((row, indent(area.document.get_line(row))))


def put(area: TextArea, register: Register, count: int, *, after: bool) -> None:
    """Write what is in the register behind the caret, or before it."""
    if not register.text:
        return
    row, column = area.cursor_location
    line = area.document.get_line(row)
    if register.lines:
        text = "\n".join([register.text] * count)
        area.insert(f"\n{text}" if after else f"{text}\n", (row, len(line)) if after else (row, 0))
        area.move_cursor((row + after, indent(register.text.split("\n")[0])))
        return
    start = (row, signs_after(line, column) if after else column)
    end = area.insert(register.text * count, start).end_location
    # The caret stands on the last sign that was put, or on the first where there are several lines.
    area.move_cursor(start if end[0] > row else (row, signs_before(area.document.get_line(row), end[1])))


def rewrite(area: TextArea, part: Span, how: Callable[[str], str]) -> None:
    """Write something else in place of a part, which begins at the same place."""
    area.replace(how(area.get_text_range(part.start, part.end)), part.start, part.end)
    area.move_cursor(part.start)


def join(area: TextArea, first: int, last: int) -> None:
    """Make one line of several, with a blank between them."""
    for _ in range(first, min(last, area.document.line_count - 1)):
        line, following = area.document.get_line(first), area.document.get_line(first + 1)
        gap = " " if line and not line.endswith(" ") and following.strip() else ""
        area.replace(gap, (first, len(line)), (first + 1, indent(following)))
        area.move_cursor((first, len(line)))


def shift(area: TextArea, first: int, last: int, *, right: bool) -> None:
    """Indent lines, or less so."""
    for row in range(first, last + 1):
        line = area.document.get_line(row)
        if right and line:
            area.insert(_SHIFT, (row, 0))
        elif not right:
            area.delete((row, 0), (row, min(len(_SHIFT), indent(line))))
    area.move_cursor((first, indent(area.document.get_line(first))))


def open_line(area: TextArea, row: int) -> None:
    """Begin an empty line at `row`."""
    if row:
        area.insert("\n", (row - 1, len(area.document.get_line(row - 1))))
    else:
        area.insert("\n", (0, 0))
    area.move_cursor((row, 0))
