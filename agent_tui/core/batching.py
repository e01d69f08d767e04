"""Which calls of a reply may run together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def batches(items: Iterable[tuple[T, bool]], limit: int) -> list[Sequence[T]]:
    """Split (item, read_only) pairs into runs: consecutive read-only items together, any other alone.

    `limit` below 2 puts every item alone. The runs in order, and the items in each, keep the order given.
    """
    runs: list[list[T]] = []
    joinable = False
    for item, read_only in items:
        if read_only and joinable and limit > 1:
            runs[-1].append(item)
        else:
            runs.append([item])
        joinable = read_only
    return list(runs)
