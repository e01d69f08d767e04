"""All that is measured, by name."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from agent_tui.core.errors import UserError
from agent_tui.perf import planted, session, start, stream
from agent_tui.perf.figures import Cost, Figure, Measured, merged
from agent_tui.perf.room import AGENT, Room, room

Section = Callable[[Room], Iterator[Figure]]
SECTIONS: Mapping[str, Section] = {
    "planted": planted.planted,
    "version": start.version,
    "start": start.starts,
    "hello": start.hello,
    "rest": start.rest,
    "keys": stream.keys,
    "stream": stream.streams,
    "steps": stream.steps,
    "long": session.long,
    "stalls": session.stalls,
}
ONCE = {"rest"}
"""Sections that are long and vary little."""


def measure(
    names: Iterable[str], iterations: int, told: Callable[[str], None], command: Sequence[str] = AGENT
) -> Measured:
    """Measure the sections called `names`, each `iterations` times; `told` hears what is under way."""
    chosen = [name for name in SECTIONS if name in set(names)]
    runs: list[list[Figure]] = []
    failed: dict[str, str] = {}
    costs: Sequence[Cost] = ()
    with room(command) as place:
        # The first start compiles what was changed.
        place.run("run", "hello", demo=True)
        for name in chosen:
            times = 1 if name in ONCE else iterations
            for number in range(times):
                told(f"{name} {number + 1}/{times}")
                try:
                    runs.append(list(SECTIONS[name](place)))
                except (UserError, subprocess.SubprocessError, OSError) as error:
                    failed[name] = str(error)
                    break
        if "start" in chosen:
            told("imports")
            costs = start.dearest(place)
    return Measured(merged(runs), tuple(costs), failed)
