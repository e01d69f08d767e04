"""Single lines of cells: cut, padded, with words on the left and figures on the right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, split_text
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from agent_tui.tui.signs import signs

Piece = tuple[str, Style]
"""Text without a newline, and how it is painted."""

BLANK = Strip([], 0)
_TAB = 4


def strip(pieces: Iterable[Piece], width: int) -> Strip:
    """The pieces as one line of at most `width` cells; where something is cut, the last cell says so."""
    segments: list[Segment] = []
    room = width
    for raw, style in pieces:
        text = raw.expandtabs(_TAB)
        size = cell_len(text)
        if size > room:
            if room > 0:
                segments.append(Segment(fitted(text, room), style))
            room = 0
            break
        segments.append(Segment(text, style))
        room -= size
    return Strip(segments, width - room)


def fitted(text: str, width: int) -> str:
    """`text` cut to `width` cells, exactly that wide, with an ellipsis at its end."""
    head = split_text(text[: 2 * width + 2], max(0, width - 1))[0]
    return head + "…" + " " * (width - 1 - cell_len(head))


def both(left: Sequence[Piece], right: Sequence[Piece], width: int) -> Strip:
    """Words on the left, cut where they must be, and figures at the right edge."""
    size = sum(cell_len(text) for text, _ in right)
    if size + 4 > width:
        return strip(left, width)
    room = width - size - (2 if size else 0)
    begun = strip(left, room)
    gap = width - size - begun.cell_length
    segments = [*begun, Segment(" " * gap), *(Segment(text, style) for text, style in right)]
    return Strip(segments, width)


def wrapped(text: str, style: Style, width: int) -> Iterator[Strip]:
    """`text` in lines of at most `width` cells, broken between words where that can be."""
    for line in text.split("\n"):
        for part in folded(line.expandtabs(_TAB), width):
            yield strip([(part, style)], width)


def folded(line: str, width: int) -> Iterator[str]:
    """One line of text in parts of at most `width` cells."""
    width = max(2, width)
    begin = 0
    while (end := _fitting(line, begin, width)) < len(line):
        cut = line.rfind(" ", begin, end)
        if cut - begin > width // 3 and line[end] != " ":
            end = cut + 1
        yield line[begin:end].rstrip()
        begin = end + (line[end : end + 1] == " ")
    yield line[begin:]


def _fitting(line: str, begin: int, width: int) -> int:
    """Where the last sign ends that fits; Rich's own split puts spaces for a wide one across the border."""
    if line.isascii():
        return min(len(line), begin + width)
    reach = width + 1
    while True:
        end, room = begin, width
        for sign, cells in signs(line[begin : begin + reach]):
            if cells > room:
                return end
            end, room = end + len(sign), room - cells
        if begin + reach >= len(line):
            return len(line)
        # Signs of several characters: more of them may fit.
        reach *= 2


def indented(lines: Iterable[Strip], cells: int) -> Iterator[Strip]:
    """The lines, moved to the right."""
    pad = Segment(" " * cells)
    for line in lines:
        yield Strip([pad, *line], line.cell_length + cells) if line.cell_length else line


def extended(line: Strip, width: int, style: Style) -> Strip:
    """The line, filled up to `width` with `style`."""
    missing = width - line.cell_length
    return Strip([*line, Segment(" " * missing, style)], width) if missing > 0 else line
