"""The things of a text that vi knows by name: a word, what is in quotes or brackets, a paragraph."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec import Struct

from agent_tui.tui.vim.motions import At, Lines, closing, opening

_BRACKETS = {
    **dict.fromkeys("()b", ("(", ")")),
    **dict.fromkeys("[]", ("[", "]")),
    **dict.fromkeys("{}B", ("{", "}")),
    **dict.fromkeys("<>", ("<", ">")),
}
_RUNS = {"w": re.compile(r"\w+|[^\w\s]+|\s+"), "W": re.compile(r"\S+|\s+")}
OBJECTS = (*_BRACKETS, *_RUNS, "p", '"', "'", "`")
"""What may follow `i` or `a`."""


class Span(Struct, frozen=True):
    """A part of the text; the end is not in it."""

    start: At
    end: At
    lines: bool = False
    """Whether it is whole lines, up to and with that of the end."""


def span(lines: Lines, at: At, key: str) -> Span | None:
    """What `iw`, `a"` and the like mean at `at`; None where there is no such thing."""
    around, kind = key[0] == "a", key[1]
    if kind in _RUNS:
        return _word(lines, at, _RUNS[kind], around=around)
    if kind == "p":
        return _paragraph(lines, at[0], around=around)
    if kind in _BRACKETS:
        return _bracketed(lines, at, *_BRACKETS[kind], around=around)
    return _quoted(lines, at, kind, around=around)


def _word(lines: Lines, at: At, run: re.Pattern[str], *, around: bool) -> Span | None:
    """The word or the blank at `at`; around it also the blank behind it, else that before it."""
    row, column = at
    runs = [found.span() for found in run.finditer(lines[row])]
    here = next((number for number, (start, end) in enumerate(runs) if start <= column < end), None)
    if here is None:
        return None
    start, end = runs[here]
    if around and here + 1 < len(runs) and _blank(lines[row], runs[here + 1]) != _blank(lines[row], runs[here]):
        end = runs[here + 1][1]
    elif around and here and _blank(lines[row], runs[here - 1]):
        start = runs[here - 1][0]
    return Span((row, start), (row, end))


def _blank(line: str, run: tuple[int, int]) -> bool:
    return line[run[0] : run[1]].isspace()


def _quoted(lines: Lines, at: At, quote: str, *, around: bool) -> Span | None:
    """What is in quotes here, or next in this line."""
    row, column = at
    marks = [found.start() for found in re.finditer(rf"(?<!\\){re.escape(quote)}", lines[row])]
    for begin, end in list(pairwise(marks))[::2]:
        if column <= end:
            return Span((row, begin + (not around)), (row, end + around))
    return None


def _bracketed(lines: Lines, at: At, opener: str, closer: str, *, around: bool) -> Span | None:
    """What is in the brackets that are open here."""
    row, column = at
    here = lines[row][column : column + 1]
    begin = at if here == opener else opening(lines, at, opener, closer)
    if begin is None:
        return None
    end = closing(lines, begin, opener, closer)
    if end is None:
        return None
    alone = not lines[begin[0]][begin[1] + 1 :].strip() and not lines[end[0]][: end[1]].strip()
    if alone and not around and end[0] - begin[0] > 1:
        return Span((begin[0] + 1, 0), (end[0] - 1, len(lines[end[0] - 1])), lines=True)
    return Span((begin[0], begin[1] + (not around)), (end[0], end[1] + around))


def _paragraph(lines: Lines, row: int, *, around: bool) -> Span:
    """The lines here up to the next that is of the other kind; around them also those."""
    first = last = row
    while first and bool(lines[first - 1]) == bool(lines[row]):
        first -= 1
    last = _same(lines, row)
    if around and last + 1 < len(lines):
        last = _same(lines, last + 1)
    return Span((first, 0), (last, len(lines[last])), lines=True)


def _same(lines: Lines, row: int) -> int:
    """The last of the lines that are written, or empty, as the one at `row`."""
    kind = bool(lines[row])
    while row + 1 < len(lines) and bool(lines[row + 1]) == kind:
        row += 1
    return row
