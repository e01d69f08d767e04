"""Which lines of what went became which of what came."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from agent_tui.tui.paint.words import ALIKE, likeness

Pair = tuple[int | None, int | None]
"""A line that went and the one that came in its place, by their indices; one alone stands beside nothing."""

FEW = 200
"""Pairs of lines that are weighed within a frame."""


def pairs(before: Sequence[str], after: Sequence[str]) -> list[Pair]:
    """All lines in rows: those that are alike beside each other, and between them what is left of both sides."""
    rows: list[Pair] = []
    i = j = 0
    for one, other in _alike(before, after):
        rows += [*_beside(range(i, one), range(j, other)), (one, other)]
        i, j = one + 1, other + 1
    return rows + _beside(range(i, len(before)), range(j, len(after)))


def in_order(before: int, after: int) -> list[Pair]:
    """So many lines of both sides in rows, the first beside the first and so on."""
    return _beside(range(before), range(after))


def _beside(before: range, after: range) -> list[Pair]:
    return list(zip_longest(before, after))


def _alike(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of lines, in order, that are together the most alike."""
    likes = [[likeness(one, other) for other in after] for one in before]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            together = likes[i][j] + best[i + 1][j + 1] if likes[i][j] > ALIKE else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(before) and j < len(after):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found.append((i, j))
            i, j = i + 1, j + 1
    return found
