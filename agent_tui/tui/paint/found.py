"""Words that were looked for, in a line that is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip


def columns(text: str, words: str) -> Iterator[int]:
    """The cell at which each place begins where `words` stand in `text`, in any case."""
    wanted = words.lower()
    lowered = text.lower()
    if len(lowered) != len(text):
        # A few letters have lower ones that are longer.
        lowered, wanted = text, words
    at = lowered.find(wanted) if wanted else -1
    while at >= 0:
        yield cell_len(text[:at])
        at = lowered.find(wanted, at + len(wanted))


def emphasised(line: Strip, words: str, style: Style, here: int | None, strong: Style) -> Strip:
    """The line with each place in `style`; the one that begins at cell `here` in `strong`."""
    size = cell_len(words)
    for x in columns(line.text, words):
        ink = strong if x == here else style
        middle = line.crop(x, x + size)
        painted = Strip(list(Segment.apply_style(middle, post_style=ink)), middle.cell_length)
        line = Strip.join([line.crop(0, x), painted, line.crop(x + size, line.cell_length)])
    return line
