"""Long sessions, and whether the loop ever stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from agent_tui.perf.figures import Figure
from agent_tui.perf.processes import memory, worker_of
from agent_tui.perf.room import Room
from agent_tui.perf.server import HELLO, LAST
from agent_tui.perf.start import FRAME
from agent_tui.perf.stream import ask, ready, typed
from agent_tui.perf.terminal import Terminal
from agent_tui.session.timings import NAME

_MESSAGES = 1_000
_A_TURN = 2
_PAGE_UP = "\x1b[5~"
_PAGES = 10
_LAST = "The last of all."


class Noted(msgspec.Struct):
    """A line of the timings, as far as it is looked at."""

    what: str
    seconds: float
    stack: str = ""


def long(room: Room) -> Iterator[Figure]:
    """A session of a thousand messages, against one that is empty: resume, a key, a scroll, memory."""
    with room.terminal() as terminal:
        ready(terminal)
        (_, empty) = list(typed(terminal, "key echo, empty session"))
    lengthen(room, _MESSAGES)
    with room.terminal("--continue") as terminal:
        terminal.seen(FRAME)
        yield Figure("1,000 messages: resume", "ms", (terminal.seen(_LAST) * 1000,))
        terminal.settle(1.0)
        name = "key echo, 1,000 messages"
        typical, worst = typed(terminal, name)
        yield typical
        yield worst
        yield Figure(f"{name}: p99 over empty", "×", (worst.median / empty.median,))
        yield Figure("1,000 messages: a page up", "ms", (_scrolled(terminal) * 1000,))
        pid = terminal.process.pid
        yield Figure("memory at 1,000 messages: the app", "MB", (memory([pid]),))
        yield Figure("memory at 1,000 messages: all", "MB", (memory([pid, *worker_of(pid)]),))


def lengthen(room: Room, messages: int) -> None:
    """Make the newest session one of so many messages: its last turn again and again."""
    journal = max(room.home.rglob("sessions/*/*.jsonl"), key=lambda path: path.stat().st_mtime_ns)
    lines = journal.read_text().splitlines()
    start = max(number for number, line in enumerate(lines) if '"turn_began"' in line)
    turn = lines[start:]
    again = turn * (messages // _A_TURN - 1)
    last = [line.replace(HELLO, _LAST) for line in turn]
    journal.write_text("\n".join([*lines, *again, *last]) + "\n")


def _scrolled(terminal: Terminal) -> float:
    """Seconds until a page up shows, the median of several."""
    took = []
    for _ in range(_PAGES):
        terminal.settle(0.1)
        at = terminal.send(_PAGE_UP)
        took.append(terminal.changed(at) - at)
    return sorted(took)[_PAGES // 2]


def stalls(room: Room) -> Iterator[Figure]:
    """The longest time that the loop stood in a session of steps, a long answer and typing."""
    with room.terminal(AGENT_LOG_LEVEL="DEBUG") as terminal:
        ready(terminal)
        for prompt, end in (("perf steps 8", HELLO), ("perf batch 8", HELLO), ("perf stream 3000 0", LAST)):
            _, start = ask(terminal, prompt)
            terminal.seen(end, start)
        list(typed(terminal, "while the session is watched"))
    (longest, *_) = [*worst(room.home), Noted("stall", 0.0)]
    yield Figure("longest stall of the loop", "ms", (longest.seconds * 1000,))


def worst(home: Path) -> Sequence[Noted]:
    """The stalls that were written down under `home`, the longest first."""
    lines = (line for file in home.rglob(NAME) for line in file.read_bytes().splitlines())
    noted = (msgspec.json.decode(line, type=Noted) for line in lines)
    return sorted((each for each in noted if each.what == "stall"), key=lambda stall: -stall.seconds)
