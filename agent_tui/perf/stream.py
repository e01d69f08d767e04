"""Answers as they stream, and keys meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from agent_tui.perf.echo import CLEAR, echoes
from agent_tui.perf.figures import Figure, percentile
from agent_tui.perf.processes import cpu, worker_of
from agent_tui.perf.room import Room
from agent_tui.perf.server import FIRST, HELLO, LAST
from agent_tui.perf.start import APP
from agent_tui.perf.terminal import Terminal

_RATE = 150
_STEADY = 1_500
"""Tokens of the answer that comes at an even rate: ten seconds of it."""
_FLAT_OUT = (2_000, 10_000)
"""Tokens of the answers that come as fast as they can."""
_KEYS = 40
_APART = 0.12
_PATIENCE = 90.0


def streams(room: Room) -> Iterator[Figure]:
    """The way of a prompt and its answer, an even stream, and two as fast as it goes."""
    with room.terminal() as terminal:
        workers = ready(terminal)
        yield from _way(room, terminal)
        yield from _steady(terminal, workers)
        for tokens in _FLAT_OUT:
            yield from _flat_out(terminal, workers, tokens)


def keys(room: Room) -> Iterator[Figure]:
    """Typing while nothing else happens."""
    with room.terminal() as terminal:
        ready(terminal)
        yield from typed(terminal, "key echo, idle")


def typed(terminal: Terminal, name: str) -> Iterator[Figure]:
    """How long keys take to show."""
    took = [each * 1000 for each in echoes(terminal, _KEYS, _APART)]
    terminal.send(CLEAR)
    yield Figure(f"{name}: p50", "ms", (percentile(took, 0.5),))
    yield Figure(f"{name}: p99", "ms", (percentile(took, 0.99),))


def ready(terminal: Terminal) -> list[int]:
    """Wait until a first answer came; the processes of the model."""
    terminal.seen(APP)
    terminal.send("perf hello\r")
    terminal.seen(HELLO)
    terminal.settle()
    return list(worker_of(terminal.process.pid))


def ask(terminal: Terminal, prompt: str) -> tuple[float, int]:
    """Type a prompt and send it; when, and after which byte."""
    terminal.settle()
    terminal.send(prompt)
    terminal.settle()
    start = len(terminal.raw)
    return terminal.send("\r"), start


def _way(room: Room, terminal: Terminal) -> Iterator[Figure]:
    """From Enter to the wire, and from the wire to the screen."""
    asked, start = ask(terminal, "perf stream 20 0")
    shown = terminal.seen(FIRST, start)
    terminal.seen(LAST, start)
    terminal.settle()
    yield Figure("Enter to the request", "ms", ((room.server.arrivals[-1] - terminal.began - asked) * 1000,))
    yield Figure("first token to the screen", "ms", ((shown - (room.server.firsts[-1] - terminal.began)) * 1000,))


def _steady(terminal: Terminal, workers: list[int]) -> Iterator[Figure]:
    pids = [terminal.process.pid, *workers]
    before = cpu(pids)
    asked, start = ask(terminal, f"perf stream {_STEADY} {_RATE}")
    terminal.seen(FIRST, start)
    yield from typed(terminal, "key echo, streaming")
    undisturbed = terminal.now
    ended = terminal.seen(LAST, start, _PATIENCE)
    terminal.settle()
    yield Figure("150 tokens/s for 10 s: CPU", "s", (cpu(pids) - before,))
    yield Figure("150 tokens/s: updates", "/s", (terminal.updates(undisturbed) / (ended - undisturbed),))
    yield Figure("150 tokens/s: to the terminal", "KB", (terminal.written(asked) / 1000,))


def _flat_out(terminal: Terminal, workers: list[int], tokens: int) -> Iterator[Figure]:
    app, model, name = [terminal.process.pid], workers, f"{tokens:,} tokens"
    before, before_model = cpu(app), cpu(model)
    asked, start = ask(terminal, f"perf stream {tokens} 0")
    first = terminal.seen(FIRST, start)
    ended = terminal.seen(LAST, start, _PATIENCE)
    terminal.settle()
    used, used_model = cpu(app) - before, cpu(model) - before_model
    yield Figure(f"{name}: first to last", "s", (ended - first,))
    yield Figure(f"{name}: CPU of the app", "s", (used,))
    yield Figure(f"{name}: CPU of all", "s", (used + used_model,))
    yield Figure(f"{name}: CPU a 1,000", "ms", ((used + used_model) / tokens * 1_000_000,))
    yield Figure(f"{name}: updates", "/s", (terminal.updates(asked) / (ended - asked),))
    yield Figure(f"{name}: to the terminal", "KB", (terminal.written(asked) / 1000,))


def steps(room: Room) -> Iterator[Figure]:
    """What agent adds to each step of a turn; eight reads a step each, and in one batch."""
    count = 8
    with room.warm() as linger:
        gaps = _gaps(room, f"perf steps {count}", linger)
        (batch,) = _gaps(room, f"perf batch {count}", linger)
    yield Figure("tool step", "ms", (percentile(gaps, 0.5),))
    yield Figure("8 reads, a step each", "ms", (sum(gaps),))
    yield Figure("8 reads, one batch", "ms", (batch,))


def _gaps(room: Room, prompt: str, linger: int) -> list[float]:
    """Milliseconds from each answer's end to the next request."""
    before = len(room.server.arrivals)
    room.run("run", prompt, linger=linger)
    ends, arrivals = room.server.ends[before:], room.server.arrivals[before:]
    return [(later - earlier) * 1000 for earlier, later in zip(ends, arrivals[1:], strict=False)]
