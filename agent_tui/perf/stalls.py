"""Whether the event loop of the app ever stands."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from agent_tui.perf.echo import typed
from agent_tui.perf.figures import Figure
from agent_tui.perf.room import Room
from agent_tui.perf.server import done, last
from agent_tui.perf.session import NEWEST, lengthen
from agent_tui.perf.stream import ask, ready
from agent_tui.perf.terminal import Terminal
from agent_tui.session.timings import ELSEWHERE, NAME

_PROMPTS = (
    ("perf steps 8", done("steps", 8)),
    ("perf batch 8", done("batch", 8)),
    ("perf stream 3000 0", last(3_000)),
)
_KEYS, _APART = 20, 0.06
_MESSAGES = 10_000
_OURS = "agent_tui/"


class Noted(msgspec.Struct):
    """A line of the timings, as far as it is looked at."""

    what: str
    at: float
    seconds: float
    busy: float = 0.0
    stack: str = ""


def stalls(room: Room) -> Iterator[Figure]:
    """The longest time that the loop stood: from its start through steps, a long answer and typing; and in leaving.

    Then in a long session that is taken up again and typed into.
    """
    session, leaving = _watched(room, _asked)
    yield _longest("longest stall of the loop", session)
    yield _longest("longest stall in leaving", leaving)
    lengthen(room, _MESSAGES)
    session, _ = _watched(room, _taken_up, "--continue")
    yield _longest(f"longest stall, {_MESSAGES:,} messages", session)


def _asked(terminal: Terminal) -> None:
    ready(terminal)
    for prompt, end in _PROMPTS:
        _, start = ask(terminal, prompt)
        terminal.seen(end, start)
    typed([terminal], _KEYS, _APART)


def _taken_up(terminal: Terminal) -> None:
    terminal.seen(NEWEST)
    terminal.settle()
    typed([terminal], _KEYS, _APART)


def _watched(room: Room, use: Callable[[Terminal], None], *arguments: str) -> tuple[Sequence[Noted], Sequence[Noted]]:
    """The stalls while the app is in use, and those while it is left."""
    with tempfile.TemporaryDirectory(prefix="at") as folder:
        file = Path(folder) / NAME
        watched = {"AGENT_LOG_LEVEL": "DEBUG", ELSEWHERE: str(file)}
        with room.terminal(*arguments, linger=room.warm(), also=watched) as terminal:
            use(terminal)
            terminal.settle()
            left = time.time()
        found = noted(file.read_bytes())
    return [stall for stall in found if stall.at < left], [stall for stall in found if stall.at >= left]


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
    """Where the thread was found, and the innermost place in our own code that led there."""
    lines = [_short(line) for line in stall.stack.splitlines()]
    ours = [line for line in lines if line.startswith(_OURS)]
    return " ← ".join(dict.fromkeys([*lines[-1:], *ours[-1:]]))


def _short(line: str) -> str:
    if _OURS in line:
        return f"{_OURS}{line.rpartition(_OURS)[2]}"
    return line.rpartition("site-packages/")[2]
