"""Figures, what is asked of them, and what they come to."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

Verdict = Literal["met", "missed", "near", ""]
_NEAR = 0.85
"""Part of a target from which a figure is near it."""


class Figure(Struct, frozen=True):
    """One thing that was measured, several times."""

    name: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

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


TARGETS: Mapping[str, float] = {
    "agent --version": 40,
    "start, cold: first paint": 50,
    "start, cold: first echo": 60,
    "start, cold: full app": 450,
    "start, cold: CPU of the app": 0.45,
    "start, warm: first paint": 50,
    "start, warm: first echo": 60,
    "start, warm: full app": 450,
    "start, warm: CPU of the app": 0.45,
    "hello, cold worker: beyond LiteLLM's import": 400,
    "hello, warm worker: to the request": 250,
    "hello, warm worker: whole": 300,
    "Enter to the request": 40,
    "first token to the screen": 20,
    "tool step": 15,
    "150 tokens/s for 10 s: CPU": 3.5,
    "10,000 tokens: CPU of the app": 2.0,
    "10,000 tokens: to the terminal": 200,
    "150 tokens/s: updates": 26,
    "key echo, idle: p99": 20,
    "key echo, streaming: p99": 26,
    "key echo, 1,000 messages: p99 over empty": 1.2,
    "longest stall of the loop": 50,
    "memory at rest: the app": 45,
    "memory at rest: all": 250,
    "idle CPU": 0.1,
    "planted delay: error": 5,
}
"""The most that each figure may be, in its unit."""


def verdict(figure: Figure) -> Verdict:
    """Whether the figure's target is met; empty where there is none."""
    target = TARGETS.get(figure.name)
    if target is None:
        return ""
    if figure.median > target:
        return "missed"
    return "near" if figure.median > target * _NEAR else "met"


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def merged(runs: Sequence[Sequence[Figure]]) -> tuple[Figure, ...]:
    """The figures of several runs, each with the values of all."""
    values: dict[tuple[str, str], list[float]] = {}
    for run in runs:
        for figure in run:
            values.setdefault((figure.name, figure.unit), []).extend(figure.values)
    return tuple(Figure(name, unit, tuple(each)) for (name, unit), each in values.items())
