"""Long sessions, beside one that is empty."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from agent_tui.perf.echo import summed, typed
from agent_tui.perf.figures import Figure
from agent_tui.perf.processes import memory
from agent_tui.perf.room import Room
from agent_tui.perf.server import HELLO
from agent_tui.perf.start import FRAME
from agent_tui.perf.stream import ready
from agent_tui.perf.terminal import Terminal

_MESSAGES = (1_000, 10_000)
_A_TURN = 2
_PAGE_UP = "\x1b[5~"
_PAGES = 5
NEWEST = "The last of all."
"""What the newest message of a long session says."""
_KEYS, _APART = 90, 0.06


def long(room: Room) -> Iterator[Figure]:
    """Keys by turns in a session that is empty and in long ones; of these also how soon they are back, and a scroll."""
    linger = room.warm()
    with ExitStack() as open_ones:
        empty = open_ones.enter_context(room.terminal(linger=linger))
        ready(empty)
        terminals = [empty]
        for messages in _MESSAGES:
            lengthen(room, messages)
            terminal = open_ones.enter_context(room.terminal("--continue", linger=linger))
            terminals.append(terminal)
            yield from _back(terminal, f"{messages:,} messages")
        for terminal in terminals:
            terminal.settle()
        idle, *others = typed(terminals, _KEYS, _APART)
        yield from summed("key echo, idle", idle)
        for messages, took in zip(_MESSAGES, others, strict=True):
            yield from _compared(f"key echo, {messages:,} messages", took, idle)


def _back(terminal: Terminal, name: str) -> Iterator[Figure]:
    terminal.seen(FRAME)
    yield Figure(f"{name}: resume", "ms", (terminal.seen(NEWEST) * 1000,))
    terminal.settle()
    yield Figure(f"{name}: a page up", "ms", (_scrolled(terminal) * 1000,))
    yield Figure(f"{name}: memory of the app", "MB", (memory([terminal.process.pid]),))


def _compared(name: str, took: Sequence[float], idle: Sequence[float]) -> Iterator[Figure]:
    yield from summed(name, took)
    yield Figure(f"{name}: over empty", "×", tuple(one / other for one, other in zip(took, idle, strict=True)))


def lengthen(room: Room, messages: int) -> None:
    """Have a newest session of so many messages: a turn again and again."""
    room.run("run", "perf hello", linger=room.warm())
    journal = max(room.home.rglob("sessions/*/*.jsonl"), key=lambda path: path.stat().st_mtime_ns)
    lines = journal.read_text().splitlines()
    start = max(number for number, line in enumerate(lines) if '"turn_began"' in line)
    turn = lines[start:]
    again = turn * (messages // _A_TURN - 1)
    last = [line.replace(HELLO, NEWEST) for line in turn]
    journal.write_text("\n".join([*lines, *again, *last]) + "\n")


def _scrolled(terminal: Terminal) -> float:
    """Seconds until a page up shows, the median of several."""
    took = []
    for _ in range(_PAGES):
        terminal.settle(0.1)
        at = terminal.send(_PAGE_UP)
        took.append(terminal.changed(at) - at)
    return statistics.median(took)
