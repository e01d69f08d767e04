"""A change of a file in runs of lines that stayed and of lines that changed, made once and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from msgspec import Struct

from agent_tui.core.sanitise import sanitise
from agent_tui.core.views import FileChange
from agent_tui.tui.paint.line import Piece
from agent_tui.tui.paint.pairs import FEW, Pair, in_order, pairs
from agent_tui.tui.paint.syntax import highlighted
from agent_tui.tui.paint.words import Span, changed_words

KEPT = 32
"""Changes that are remembered."""
_CONTEXT = 3
_LARGE = 5_000
"""Lines of a file from which on its lines are no longer matched one by one."""
_MOST_PAIRS = 400
"""Pairs of lines whose words are matched."""
_MOST_WEIGHED = 1_000
"""Pairs of lines that are weighed to find those that belong together."""

_Code = tuple[str, int, int, int, int]


class Line(Struct, frozen=True):
    """One line of a file."""

    number: int
    text: str
    pieces: list[Piece]
    """Its text in the colours of its language."""
    changed: list[Span]
    """The words that differ from the line that it was, or became."""


class Run(Struct, frozen=True):
    """Lines that follow one another: both sides the same, or what went and what came."""

    before: list[Line]
    after: list[Line]
    changed: bool
    rows: list[Pair]
    """Which lines stand beside each other, by their indices."""


class Hunk(Struct, frozen=True):
    """Runs with no gap between them."""

    runs: list[Run]

    @property
    def lines(self) -> list[Line]:
        return [line for run in self.runs for line in (*run.before, *run.after)]


@lru_cache(KEPT)
def hunks(change: FileChange, theme: str) -> tuple[Hunk, ...]:
    """What changed, with some lines around it; `theme` names the colours of the code."""
    before = sanitise(change.before or "").splitlines()
    after = sanitise(change.after or "").splitlines()
    old, new = (highlighted(change.path, lines, theme) for lines in (before, after))
    found: list[Hunk] = []
    weighed = worded = 0
    for group in _groups(before, after):
        runs: list[Run] = []
        for tag, i, i_end, j, j_end in group:
            went, came = before[i:i_end], after[j:j_end]
            rows = in_order(len(went), len(came))
            gone: dict[int, list[Span]] = {}
            got: dict[int, list[Span]] = {}
            if tag == "replace" and worded < _MOST_PAIRS:
                weight = len(went) * len(came)
                if weight <= FEW and weighed < _MOST_WEIGHED:
                    rows = pairs(went, came)
                    weighed += weight
                for one, other in rows:
                    if one is not None and other is not None:
                        gone[one], got[other] = changed_words(went[one], came[other])
                        worded += 1
            old_lines = _lines(went, old[i:i_end], gone, change.first_line + i)
            new_lines = _lines(came, new[j:j_end], got, change.first_line + j)
            runs.append(Run(old_lines, new_lines, tag != "equal", rows))
        found.append(Hunk(runs))
    return tuple(found)


def _lines(
    texts: Sequence[str], pieces: Sequence[list[Piece]], spans: Mapping[int, list[Span]], first: int
) -> list[Line]:
    return [Line(first + at, text, pieces[at], spans.get(at, [])) for at, text in enumerate(texts)]


def _groups(before: list[str], after: list[str]) -> list[list[_Code]]:
    if not before or not after:
        return [[("replace", 0, len(before), 0, len(after))]]
    if max(len(before), len(after)) < _LARGE:
        return [list(group) for group in SequenceMatcher(None, before, after, False).get_grouped_opcodes(_CONTEXT)]
    return _outer_group(before, after)


def _outer_group(before: list[str], after: list[str]) -> list[list[_Code]]:
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
