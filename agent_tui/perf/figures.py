"""Figures, and what they come to."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Struct

_HALF = 0.5


class Figure(Struct, frozen=True):
    """One thing that was measured, several times."""

    name: str
    unit: str
    values: Annotated[tuple[float, ...], Meta(min_length=1)]
    part: float = _HALF
    """The part of all values that the figure itself is not exceeded by; a half is the median."""
    note: str = ""
    """What is known of the highest value."""

    @property
    def value(self) -> float:
        return statistics.median(self.values) if self.part == _HALF else percentile(self.values, self.part)

    @property
    def spread(self) -> tuple[float, float]:
        return min(self.values), max(self.values)


class Cost(Struct, frozen=True):
    """What one module costs to import, its own imports apart."""

    module: str
    milliseconds: float


class Measured(Struct, frozen=True):
    """All that was measured at one time."""

    figures: tuple[Figure, ...]
    imports: tuple[Cost, ...] = ()
    failed: Mapping[str, str] = {}
    """Sections that could not be measured, and why."""
    machine: str = ""
    load: float = 0.0
    """Programs that wanted a processor in the minute before."""
    seconds: float = 0.0
    """How long the measuring took."""


def percentile(values: Sequence[float], part: float) -> float:
    """The least value that `part` of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def merged(runs: Sequence[Sequence[Figure]]) -> tuple[Figure, ...]:
    """The figures of several runs, each with the values of all."""
    found: dict[str, Figure] = {}
    for figure in (figure for run in runs for figure in run):
        before = found.get(figure.name)
        found[figure.name] = _joined(before, figure) if before else figure
    return tuple(found.values())


def over(name: str, unit: str, one: Figure, other: Figure) -> Figure:
    """How many times `other` the value of `one` is."""
    return Figure(name, unit, (one.value / other.value,))


def _joined(before: Figure, later: Figure) -> Figure:
    note = max(before, later, key=lambda figure: max(figure.values)).note
    return Figure(before.name, before.unit, (*before.values, *later.values), before.part, note)
