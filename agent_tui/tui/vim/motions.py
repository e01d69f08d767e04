"""Where the keys of vi that move lead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from agent_tui.tui.signs import signs_after, signs_before

At = tuple[int, int]
"""Row and column, from 0."""
Lines = Sequence[str]

_SMALL = re.compile(r"\w+|[^\w\s]+|^$")
_BIG = re.compile(r"\S+|^$")
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_OPENERS = {closer: opener for opener, closer in _PAIRS.items()}
FINDS = ("f", "t", "F", "T")
"""What looks for the character that follows."""


class Motion(Struct, frozen=True):
    """Where a motion leads, and what an operator takes with it."""

    to: At
    inclusive: bool = False
    """Whether the character it leads to is taken too."""
    lines: bool = False
    """Whether whole lines are taken."""


def motion(lines: Lines, at: At, key: str, count: int, *, counted: bool) -> Motion | None:
    """Where `key` leads from `at`, `count` times; None where it leads nowhere. `counted`: the count was typed."""
    if key[0] in FINDS and len(key) == 2:
        return _found(lines, at, key, count)
    if key in ("w", "b", "e", "W", "B", "E", "ge"):
        for _ in range(count):
            at = _by_word(lines, at, key.lower(), _BIG if key.isupper() else _SMALL)
        return Motion(at, inclusive=key in ("e", "E", "ge"))
    return _in_line(lines, at, key, count) or _over_lines(lines, at, key, count, counted=counted)


def indent(line: str) -> int:
    """Where the text of a line begins."""
    return len(line) - len(line.lstrip())


def last_sign(line: str) -> int:
    """Where the last sign of a line begins."""
    return signs_before(line, len(line))


def _in_line(lines: Lines, at: At, key: str, count: int) -> Motion | None:
    row, column = at
    line = lines[row]
    match key:
        case "h":
            return Motion((row, signs_before(line, column, count)))
        case "l" | " ":
            return Motion((row, signs_after(line, column, count)))
        case "0":
            return Motion((row, 0))
        case "^":
            return Motion((row, indent(line)))
        case "%":
            return _partner(lines, at)
    return None


def _over_lines(lines: Lines, at: At, key: str, count: int, *, counted: bool) -> Motion | None:
    row, column = at
    last = len(lines) - 1
    match key:
        case "j" | "k":
            row = min(last, row + count) if key == "j" else max(0, row - count)
            return Motion((row, min(column, len(lines[row]))), lines=True)
        case "$":
            row = min(last, row + count - 1)
            return Motion((row, last_sign(lines[row])), inclusive=True)
        case "_":
            row = min(last, row + count - 1)
            return Motion((row, indent(lines[row])), lines=True)
        case "G" | "gg":
            row = min(last, count - 1) if counted or key == "gg" else last
            return Motion((row, indent(lines[row])), lines=True)
        case "{" | "}":
            return Motion(_paragraph(lines, row, count, forward=key == "}"))
    return None


def _by_word(lines: Lines, at: At, key: str, word: re.Pattern[str]) -> At:
    """The start of the next word, of this one or the one before, or the end of this one, the next or the one before."""
    ends = key in ("e", "ge")
    places = [
        (row, signs_before(line, found.end()) if ends else found.start())
        for row, line in enumerate(lines)
        for found in word.finditer(line)
        if found.group() or not ends
    ]
    if key in ("b", "ge"):
        return max((place for place in places if place < at), default=(0, 0))
    end = (len(lines) - 1, len(lines[-1]))
    return min((place for place in places if place > at), default=end)


def _found(lines: Lines, at: At, key: str, count: int) -> Motion | None:
    """The character that is looked for in the line, or the place beside it."""
    row, column = at
    line, how, wanted = lines[row], key[0], key[1]
    for _ in range(count):
        column = line.find(wanted, column + 1) if how in "ft" else line.rfind(wanted, 0, max(0, column))
        if column < 0:
            return None
    beside = {"t": signs_before(line, column), "T": column + 1}
    return Motion((row, beside.get(how, column)), inclusive=how in "ft")


def _paragraph(lines: Lines, row: int, count: int, *, forward: bool) -> At:
    """The empty line after or before this paragraph, else the end or the start of all."""
    step = 1 if forward else -1
    for _ in range(count):
        row += step
        while 0 < row < len(lines) - 1 and (lines[row] or not lines[row - step]):
            row += step
    row = max(0, min(len(lines) - 1, row))
    return row, len(lines[row]) if forward and lines[row] else 0


def _partner(lines: Lines, at: At) -> Motion | None:
    """The bracket that belongs to the first one from here on in the line."""
    row, column = at
    found = re.compile(r"[][(){}]").search(lines[row], column)
    if found is None:
        return None
    here, bracket = (row, found.start()), found.group()
    if bracket in _PAIRS:
        to = closing(lines, here, bracket, _PAIRS[bracket])
    else:
        to = opening(lines, here, _OPENERS[bracket], bracket)
    return Motion(to, inclusive=True) if to else None


def closing(lines: Lines, at: At, opener: str, closer: str) -> At | None:
    """Where the bracket is closed that is open behind `at`."""
    depth = 0
    for row in range(at[0], len(lines)):
        for column in range(at[1] + 1 if row == at[0] else 0, len(lines[row])):
            sign = lines[row][column]
            if sign == closer and not depth:
                return row, column
            depth += (sign == opener) - (sign == closer)
    return None


def opening(lines: Lines, at: At, opener: str, closer: str) -> At | None:
    """Where the bracket was opened that is open before `at`."""
    depth = 0
    for row in range(at[0], -1, -1):
        for column in range((at[1] if row == at[0] else len(lines[row])) - 1, -1, -1):
            sign = lines[row][column]
            if sign == opener and not depth:
                return row, column
            depth += (sign == closer) - (sign == opener)
    return None
