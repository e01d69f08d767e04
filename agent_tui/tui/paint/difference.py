"""Changes of files as numbered lines with what went and what came."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from textual.strip import Strip

from agent_tui.core.sanitise import one_line, sanitise
from agent_tui.core.views import Diff, FileChange
from agent_tui.tui.paint.line import extended, strip
from agent_tui.tui.paint.palette import Palette

_CONTEXT = 3
_LARGE = 5_000
"""Lines of a file from which on its lines are no longer matched one by one."""


def diff_lines(diff: Diff, palette: Palette, width: int) -> Iterator[Strip]:
    """The lines of a diff; each file's name stands above where there are several."""
    for change in diff.changes:
        if len(diff.changes) > 1:
            yield strip([(one_line(change.path), palette.strong)], width)
        yield from _file_lines(change, palette, width)


def _file_lines(change: FileChange, palette: Palette, width: int) -> Iterator[Strip]:
    before = sanitise(change.before or "").splitlines()
    after = sanitise(change.after or "").splitlines()
    digits = len(str(change.first_line - 1 + max(len(before), len(after), 1)))
    first = True
    for group in _groups(before, after):
        if not first:
            yield strip([(" " * digits + "  ⋯", palette.faint)], width)
        first = False
        for tag, old, old_end, new, new_end in group:
            if tag == "equal":
                for number, line in enumerate(after[new:new_end], change.first_line + new):
                    yield strip([(f"{number:>{digits}}    ", palette.faint), (line, palette.dim)], width)
                continue
            for sign, style, lines, start in (
                ("−", palette.removed, before[old:old_end], old),
                ("+", palette.added, after[new:new_end], new),
            ):
                for number, line in enumerate(lines, change.first_line + start):
                    pieces = [(f"{number:>{digits}} ", palette.faint), (f" {sign} {line}", style)]
                    yield extended(strip(pieces, width), width, style)


def _groups(before: list[str], after: list[str]) -> list[list[tuple[str, int, int, int, int]]]:
    if not before or not after:
        return [[("replace", 0, len(before), 0, len(after))]]
    if max(len(before), len(after)) < _LARGE:
        return [list(group) for group in SequenceMatcher(None, before, after, False).get_grouped_opcodes(_CONTEXT)]
    return _outer_group(before, after)


def _outer_group(before: list[str], after: list[str]) -> list[list[tuple[str, int, int, int, int]]]:
    """One group from the first line that differs to the last: quick at any size."""
    short = min(len(before), len(after))
    head = next((index for index in range(short) if before[index] != after[index]), short)
    tail = 0
    while tail < short - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old_end, new_end = len(before) - tail, len(after) - tail
    start = min(_CONTEXT, head)
    more = min(_CONTEXT, tail)
    return [
        [
            ("equal", head - start, head, head - start, head),
            ("replace", head, old_end, head, new_end),
            ("equal", old_end, old_end + more, new_end, new_end + more),
        ]
    ]
