"""Answers as they stream, and keys meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from agent_tui.perf.echo import summed, typed
from agent_tui.perf.figures import Figure
from agent_tui.perf.processes import cpu
from agent_tui.perf.room import Room
from agent_tui.perf.server import HELLO, first, last
from agent_tui.perf.start import APP, held
from agent_tui.perf.terminal import Terminal

_RATE = 150
_STEADY = 1_500
"""Tokens of the answer that comes at an even rate: ten seconds of it."""
_SLOW, _FEW = 50, 100
"""Tokens a second, and tokens, of an answer as many models give it."""
_FLAT_OUT = (2_000, 10_000)
"""Tokens of the answers that come as fast as they can."""
_KEYS, _APART = 40, 0.17
_SHORT = (20, 21)
"""Tokens of the answers of which the way is measured."""
_DRAWN = 0.2
"""Seconds without a change after which a prompt is drawn."""
_UNDER_WAY = 1.0
"""Seconds after its first token from which an answer is under way, as other agents were measured too."""
_PATIENCE = 90.0


def streams(room: Room) -> Iterator[Figure]:
    """The way of a prompt and its answer, two even streams, and two as fast as it goes."""
    with room.terminal(linger=room.warm()) as terminal:
        yield _first_way(room, terminal)
        workers = room.waiting()
        for tokens in _SHORT:
            yield from _way(room, terminal, tokens)
        yield from _steady(terminal, workers)
        yield from _slow(terminal)
        for tokens in _FLAT_OUT:
            yield from _flat_out(terminal, workers, tokens)
        yield from held("memory after many tokens", terminal.process.pid, workers)


def ready(terminal: Terminal) -> None:
    """Wait until a first answer came."""
    terminal.seen(APP)
    terminal.send("perf hello\r")
    terminal.seen(HELLO)
    terminal.settle()


def ask(terminal: Terminal, prompt: str) -> tuple[float, int]:
    """Type a prompt and send it; when, and after which byte."""
    terminal.changed(terminal.send(prompt))
    terminal.settle(_DRAWN)
    start = len(terminal.raw)
    return terminal.send("\r"), start


def _first_way(room: Room, terminal: Terminal) -> Figure:
    """From the first Enter of a session to the wire."""
    terminal.seen(APP)
    terminal.settle()
    asked, start = ask(terminal, "perf hello")
    terminal.seen(HELLO, start)
    terminal.settle()
    return Figure("first Enter to the request", "ms", ((room.server.arrivals[-1] - terminal.began - asked) * 1000,))


def _way(room: Room, terminal: Terminal, tokens: int) -> Iterator[Figure]:
    """From Enter to the wire, and from the wire to the screen."""
    asked, start = ask(terminal, f"perf stream {tokens} {_RATE}")
    shown = terminal.seen(first(tokens), start)
    terminal.seen(last(tokens), start)
    terminal.settle()
    yield Figure("Enter to the request", "ms", ((room.server.arrivals[-1] - terminal.began - asked) * 1000,))
    yield Figure("first token to the screen", "ms", ((shown - (room.server.firsts[-1] - terminal.began)) * 1000,))


def _steady(terminal: Terminal, workers: Sequence[int]) -> Iterator[Figure]:
    name, pids = f"{_RATE} tokens/s", [terminal.process.pid, *workers]
    before = cpu(pids)
    asked, start = ask(terminal, f"perf stream {_STEADY} {_RATE}")
    terminal.seen(first(_STEADY), start)
    time.sleep(_UNDER_WAY)
    (took,) = typed([terminal], _KEYS, _APART)
    undisturbed = terminal.now
    ended = terminal.seen(last(_STEADY), start, _PATIENCE)
    terminal.settle()
    yield from summed("key echo, streaming", took)
    yield Figure(f"{name} for 10 s: CPU of all", "s", (cpu(pids) - before,))
    yield Figure(f"{name}: updates", "/s", (terminal.updates(undisturbed, ended) / (ended - undisturbed),))
    yield Figure(f"{name}: to the terminal", "KB/s", (terminal.written(asked, ended) / (ended - asked) / 1000,))


def _slow(terminal: Terminal) -> Iterator[Figure]:
    name = f"{_SLOW} tokens/s"
    _, start = ask(terminal, f"perf stream {_FEW} {_SLOW}")
    began = terminal.seen(first(_FEW), start)
    ended = terminal.seen(last(_FEW), start, _PATIENCE)
    terminal.settle()
    yield Figure(f"{name}: updates", "/s", (terminal.updates(began, ended) / (ended - began),))
    yield Figure(f"{name}: to the terminal", "KB/s", (terminal.written(began, ended) / (ended - began) / 1000,))


def _flat_out(terminal: Terminal, workers: Sequence[int], tokens: int) -> Iterator[Figure]:
    app, name = [terminal.process.pid], f"{tokens:,} tokens"
    before, before_model = cpu(app), cpu(workers)
    asked, start = ask(terminal, f"perf stream {tokens} 0")
    began = terminal.seen(first(tokens), start)
    ended = terminal.seen(last(tokens), start, _PATIENCE)
    terminal.settle()
    used, used_model = cpu(app) - before, cpu(workers) - before_model
    yield Figure(f"{name}: first to last", "s", (ended - began,))
    yield Figure(f"{name}: CPU of the app", "s", (used,))
    yield Figure(f"{name}: CPU of all", "s", (used + used_model,))
    yield Figure(f"{name}: CPU a 1,000", "ms", ((used + used_model) / tokens * 1_000_000,))
    yield Figure(f"{name}: updates", "/s", (terminal.updates(began, ended) / (ended - began),))
    yield Figure(f"{name}: to the terminal", "KB", (terminal.written(asked, terminal.now) / 1000,))
