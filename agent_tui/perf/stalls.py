"""Whether the event loop of the app ever stands."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from agent_tui.perf.echo import typed
from agent_tui.perf.figures import Figure
from agent_tui.perf.room import Room
from agent_tui.perf.server import done, last
from agent_tui.perf.stream import ask, ready
from agent_tui.session.timings import ELSEWHERE, NAME

_PROMPTS = (
    ("perf steps 8", done("steps", 8)),
    ("perf batch 8", done("batch", 8)),
    ("perf stream 3000 0", last(3_000)),
)
_KEYS, _APART = 20, 0.06


class Noted(msgspec.Struct):
    """A line of the timings, as far as it is looked at."""

    what: str
    at: float
    seconds: float
    busy: float = 0.0
    stack: str = ""


def stalls(room: Room) -> Iterator[Figure]:
    """The longest time that the loop stood: from its start through steps, a long answer and typing; and in leaving."""
    with tempfile.TemporaryDirectory(prefix="at") as folder:
        file = Path(folder) / NAME
        watched = {"AGENT_LOG_LEVEL": "DEBUG", ELSEWHERE: str(file)}
        with room.terminal(linger=room.warm(), also=watched) as terminal:
            ready(terminal)
            for prompt, end in _PROMPTS:
                _, start = ask(terminal, prompt)
                terminal.seen(end, start)
            typed([terminal], _KEYS, _APART)
            terminal.settle()
            left = time.time()
        found = noted(file.read_bytes())
    yield _longest("longest stall of the loop", [stall for stall in found if stall.at < left])
    yield _longest("longest stall in leaving", [stall for stall in found if stall.at >= left])


def noted(lines: bytes) -> Sequence[Noted]:
    """The stalls among timings."""
    found = (msgspec.json.decode(line, type=Noted) for line in lines.splitlines())
    return [each for each in found if each.what == "stall"]


def _longest(name: str, found: Sequence[Noted]) -> Figure:
    if not found:
        return Figure(name, "ms", (0.0,))
    worst = max(found, key=lambda stall: stall.seconds)
    return Figure(
        name, "ms", (worst.seconds * 1000,), note=f"{worst.busy * 1000:.0f} ms of it busy, in {_place(worst)}"
    )


def _place(stall: Noted) -> str:
    """The innermost place in our own code, and where that was."""
    lines = stall.stack.splitlines()
    ours = [line for line in lines if "agent_tui" in line]
    return " ← ".join(line.rpartition("site-packages/")[2] for line in dict.fromkeys([*lines[-1:], *ours[-1:]]))
