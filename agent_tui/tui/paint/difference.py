"""Changes of files as numbered lines with what went and what came: side by side where there is room."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from agent_tui.core.sanitise import one_line
from agent_tui.core.views import Diff, FileChange
from agent_tui.tui.paint.contrast import readable
from agent_tui.tui.paint.hunks import Hunk, Line, Run, hunks
from agent_tui.tui.paint.line import Piece, extended, strip
from agent_tui.tui.paint.palette import Palette

_WIDE = 130
"""Cells from which on before and after stand side by side."""
_BETWEEN = " │ "
_MOST_PARTS = 40
"""Lines of the screen that one line of a file takes at most."""


def diff_lines(diff: Diff, palette: Palette, width: int) -> Iterator[Strip]:
    """The lines of a diff; each file's name stands above where there are several."""
    for change in diff.changes:
        if len(diff.changes) > 1:
            yield strip([(one_line(change.path), palette.strong)], width)
        yield from _file_lines(change, palette, width)


def _file_lines(change: FileChange, palette: Palette, width: int) -> Iterator[Strip]:
    found = hunks(change, palette.code_theme)
    digits = len(str(max((line.number for hunk in found for line in hunk.lines), default=1)))
    half = (width - len(_BETWEEN)) // 2
    beside = width >= _WIDE and change.before and change.after and _fits(found, half - digits - 4)
    first = True
    for hunk in found:
        if not first:
            yield strip([(" " * digits + "  ⋯", palette.faint)], width)
        first = False
        for run in hunk.runs:
            if beside:
                yield from _beside(run, digits, palette, half)
            else:
                yield from _below(run, digits, palette, width)


def _fits(found: tuple[Hunk, ...], room: int) -> bool:
    """Whether every line that changed has room in half the width."""
    lines = (line for hunk in found for run in hunk.runs if run.changed for line in (*run.before, *run.after))
    return all(len(line.text) <= room and cell_len(line.text.expandtabs(4)) <= room for line in lines)


def _below(run: Run, digits: int, palette: Palette, width: int) -> Iterator[Strip]:
    """What went, then what came."""
    if not run.changed:
        for line in run.after:
            yield _line(line, " ", digits, palette, width)
        return
    for sign, lines in (("−", run.before), ("+", run.after)):
        for line in lines:
            yield from _whole(
                _line(line, sign, digits, palette, _cells(line, digits)), digits + 4, width, sign, palette
            )


def _beside(run: Run, digits: int, palette: Palette, half: int) -> Iterator[Strip]:
    """What went at the left, what came at the right."""
    signs = ("−", "+") if run.changed else (" ", " ")
    for one, other in run.rows:
        before = None if one is None else run.before[one]
        after = None if other is None else run.after[other]
        left = _line(before, signs[0], digits, palette, half) if before else Strip([], 0)
        right = _line(after, signs[1], digits, palette, half) if after else Strip([], 0)
        gap = Strip([Segment(_BETWEEN, palette.faint)])
        left = _filled(left, half, signs[0] if before else " ", palette)
        right = _filled(right, half, signs[1] if after else " ", palette)
        yield Strip.join([left, gap, right])


def _line(line: Line, sign: str, digits: int, palette: Palette, width: int) -> Strip:
    number = (f"{line.number:>{digits}} ", palette.faint)
    base = _ground(sign, palette)
    if sign == " ":
        pieces = [(text, readable(base + style, palette.code_ground)) for text, style in line.pieces]
        return strip([number, ("   ", base), *_untabbed(pieces)], width)
    strong = palette.added_word if sign == "+" else palette.removed_word
    return strip([number, (f" {sign} ", base), *_untabbed(_read(_inked(line, base, strong), palette))], width)


def _read(pieces: Iterator[Piece], palette: Palette) -> Iterator[Piece]:
    """The pieces in colours that are read on what is behind them, whatever the theme of the code is."""
    return ((text, readable(style, palette.code_ground)) for text, style in pieces)


def _inked(line: Line, base: Style, strong: Style) -> Iterator[Piece]:
    """The line's pieces, cut where its changed words begin and end."""
    at = 0
    for text, style in line.pieces:
        end = at + len(text)
        cuts = sorted({at, end, *(cut for span in line.changed for cut in span if at < cut < end)})
        for start, stop in pairwise(cuts):
            marked = any(first <= start < last for first, last in line.changed)
            yield text[start - at : stop - at], base + style + strong if marked else base + style
        at = end


def _untabbed(pieces: Iterator[Piece] | list[Piece]) -> Iterator[Piece]:
    """The pieces with tabs of one width wherever a piece begins."""
    return ((text.replace("\t", "    "), style) for text, style in pieces)


def _ground(sign: str, palette: Palette) -> Style:
    return {"−": palette.removed, "+": palette.added}.get(sign, palette.dim)


def _filled(line: Strip, width: int, sign: str, palette: Palette) -> Strip:
    return extended(line, width, _ground(sign, palette) if sign != " " else Style())


def _cells(line: Line, digits: int) -> int:
    return digits + 4 + 4 * len(line.text)


def _whole(line: Strip, indent: int, width: int, sign: str, palette: Palette) -> Iterator[Strip]:
    """A line that changed, in as many lines as it takes: leave is given to what can be read."""
    ground = _ground(sign, palette)
    yield extended(line.crop(0, width), width, ground)
    indent = min(indent, max(3, width - 2))
    pad = Strip([Segment(" " * (indent - 3)), Segment("   ", ground)])
    at, room = width, max(2, width - indent)
    for _ in range(_MOST_PARTS - 1):
        if at >= line.cell_length:
            return
        yield extended(Strip.join([pad, line.crop(at, at + room)]).crop(0, width), width, ground)
        at += room
    if at < line.cell_length:
        more = f"… {line.cell_length - at:,} more characters of this line"
        yield strip([(" " * indent, Style()), (more, palette.faint)], width)
