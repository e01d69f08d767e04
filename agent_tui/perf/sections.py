"""All that is measured, by name."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from agent_tui.core.errors import UserError
from agent_tui.perf import alone, inside, planted, session, stalls, start, steps, stream
from agent_tui.perf.figures import Cost, Figure, Measured, merged, over
from agent_tui.perf.room import AGENT, Room, room

Section = Callable[[Room], Iterator[Figure]]
SECTIONS: Mapping[str, Section] = {
    "planted": planted.planted,
    "version": start.version,
    "start": start.starts,
    "hello": start.hello,
    "demo": start.demo,
    "rest": start.rest,
    "stream": stream.streams,
    "alone": alone.streamed,
    "steps": steps.steps,
    "work": steps.work,
    "inside": inside.inside,
    "long": session.long,
    "stalls": stalls.stalls,
}
_MOST: Mapping[str, int] = {"rest": 1, "alone": 1, "work": 1, "long": 3, "stream": 4}
"""Sections that are long, and how often they tell something new; of keys there are enough then for the rare ones."""
_SWITCH = 0.0005
"""Seconds until a thread that reads the terminal or serves the model gets its turn."""


def measure(
    names: Iterable[str], iterations: int, told: Callable[[str], None], command: Sequence[str] = AGENT
) -> Measured:
    """Measure the sections called `names`, each `iterations` times; `told` hears what is under way.

    They take turns, so that a moment in which the machine had other work spoils one value of many figures instead of
    all values of one.
    """
    load, began = os.getloadavg()[0], time.monotonic()
    chosen = [name for name in SECTIONS if name in set(names)]
    runs: list[list[Figure]] = []
    failed: dict[str, str] = {}
    costs: Sequence[Cost] = ()
    with room(command) as place, _quick_threads():
        # The first start compiles what was changed.
        place.run("run", "hello", demo=True)
        for number in range(iterations):
            for name in chosen:
                times = min(iterations, _MOST.get(name, iterations))
                if name in failed or number >= times:
                    continue
                told(f"{name} {number + 1}/{times}")
                try:
                    runs.append(list(SECTIONS[name](place)))
                except (UserError, subprocess.SubprocessError, OSError) as error:
                    failed[name] = str(error)
        if "start" in chosen:
            told("imports")
            costs = start.dearest(place)
    figures = tuple(_with_shares(merged(runs)))
    return Measured(figures, tuple(costs), failed, _machine(), load, time.monotonic() - began)


def _with_shares(figures: Sequence[Figure]) -> Iterator[Figure]:
    """The figures, and after some what they come to beside others."""
    known = {figure.name: figure for figure in figures}
    idle = known.get("key echo, idle: p99")
    for figure in figures:
        yield figure
        if idle and figure.name.startswith("key echo, 10,000 messages: p99"):
            yield over("key echo, 10,000 messages: p99 over empty", "×", figure, idle)
        if figure.name == alone.ALONE and (all_of_it := known.get("10,000 tokens: CPU of all")):
            beyond = tuple(value - figure.value for value in all_of_it.values)
            yield Figure("10,000 tokens: CPU of all beyond LiteLLM's", "s", beyond)


@contextmanager
def _quick_threads() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _machine() -> str:
    return f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"
