"""Signs whose width terminals do not agree on, each followed by a move of the cursor to where the next one belongs.

A family of emoji is two cells where a terminal joins it and six where it does not; flags, keycaps, variation selectors
and vowel signs differ likewise. Without the moves all that follows in the line would stand elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from agent_tui.tui.signs import ALONE, signs, simple

_ACCENTS = "\u0300-\u036f"
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"
_MOVE = re.compile(r"\x1b\[\d+G")


def pinned(line: Strip, x: int) -> Strip:
    """`line`, which is drawn from column `x` on, with what it takes to stand there in every terminal."""
    if simple(line.text) or not _disputed().search(line.text):
        return line
    return Strip(_pinned_segments(line, x), line.cell_length)


def spills(rendered: str) -> bool:
    """Whether some terminal writes beyond the end of a line that was pinned."""
    return bool(_MOVE.search(rendered))


@cache
def _disputed() -> re.Pattern[str]:
    """Matches what is to be pinned; making it takes milliseconds, and most screens have nothing of the kind."""
    return re.compile(f"(?:[{ALONE}][{_ACCENTS}]*(?=[{_JOINERS}])|[^{ALONE}{_ACCENTS}])+")


def _pinned_segments(line: Strip, x: int) -> Iterator[Segment]:
    for segment in line:
        yield Segment("".join(_pinned_text(segment.text, x)), segment.style, segment.control)
        x += segment.cell_length


def _pinned_text(text: str, x: int) -> Iterator[str]:
    at = 0
    for run in _disputed().finditer(text):
        before = text[at : run.start()]
        yield before
        x += cell_len(before)
        room = cell_len(run.group())
        # A terminal that takes fewer cells than were counted would leave what stood in the others.
        yield " " * room
        place = x
        for sign, cells in signs(run.group()):
            yield _move(place) + sign
            place += cells
        x += room
        yield _move(x)
        at = run.end()
    yield text[at:]


def _move(x: int) -> str:
    return f"\x1b[{x + 1}G"
