"""Text to be approved: every character of it, none hidden and none cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from rich.cells import cell_len
from textual.strip import Strip

from agent_tui.core.sanitise import revealed
from agent_tui.tui.paint.line import Piece, strip
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.signs import signs

_SPACE, _TAB, _NEWLINE = "·", "⇥", "↵"
_ODD = re.compile("[·⇥↵\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""Blanks that pass for a space, and the marks themselves where they are meant."""
_BLANKS = re.compile("^ +| {2,}| +$|\t", re.MULTILINE)


def exact_lines(text: str, palette: Palette, width: int) -> Iterator[Strip]:
    """`text` broken at `width` cells, with marks for white space that could be overlooked."""
    lines = revealed(text).split("\n")
    for number, line in enumerate(lines, 1):
        end = _NEWLINE if number < len(lines) else ""
        row: list[Piece] = []
        room = max(2, width)
        for sign, mark in _marked(line, end):
            size = cell_len(sign)
            if size > room:
                yield _joined(row, width)
                row, room = [], max(2, width)
            row.append((sign, palette.faint if mark else palette.text))
            room -= size
        yield _joined(row, width)


def _marked(line: str, end: str) -> Iterator[tuple[str, bool]]:
    """The signs of a line, each with whether it is a mark for one that cannot be seen."""
    line = _ODD.sub(lambda found: f"\\u{{{ord(found.group()):x}}}", line)
    at = 0
    for blank in _BLANKS.finditer(line):
        yield from ((sign, False) for sign, _ in signs(line[at : blank.start()]))
        yield from ((_TAB if character == "\t" else _SPACE, True) for character in blank.group())
        at = blank.end()
    yield from ((sign, False) for sign, _ in signs(line[at:]))
    if end:
        yield end, True


def _joined(row: list[Piece], width: int) -> Strip:
    """Characters as one line, neighbours of one style together."""
    runs = groupby(row, key=lambda piece: piece[1])
    return strip([("".join(text for text, _ in pieces), style) for style, pieces in runs], max(2, width))
