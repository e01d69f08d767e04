"""How soon there is something to see, to type into, and an answer."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence

from agent_tui.perf import imports
from agent_tui.perf.figures import Cost, Figure
from agent_tui.perf.processes import cpu, memory, wakes, worker_of
from agent_tui.perf.room import LOCAL, Room
from agent_tui.perf.server import HELLO
from agent_tui.perf.terminal import Terminal

FRAME, APP = "sk, or / for", "Try"
"""What the first frame shows, and what only the app does."""
_KEY = "§"
_DEMO = "a set of rules"
"""What the demo model answers to a greeting, after a few words."""
_DEAREST, _STARTS = 10, 3
_QUIET = (2.0, 8.0)
"""Seconds without a change after which the app rests, and the most to wait for them."""
_WATCHED = 3.0


def starts(room: Room) -> Iterator[Figure]:
    """One start of the app: in a new home or beside a waiting worker, with heavy parts made late or at once."""
    linger = room.warm()
    for flag, mode in (("--fast-startup", ""), ("--no-fast-startup", ", all at once")):
        with room.new_home(), room.terminal(flag, demo=True) as terminal:
            yield from _start(terminal, f"start{mode}, cold")
        with room.terminal(flag, linger=linger) as terminal:
            yield from _start(terminal, f"start{mode}, warm")


def _start(terminal: Terminal, name: str) -> Iterator[Figure]:
    yield Figure(f"{name}: first paint", "ms", (terminal.seen(FRAME) * 1000,))
    terminal.send(_KEY)
    yield Figure(f"{name}: first echo", "ms", (terminal.seen(_KEY) * 1000,))
    yield Figure(f"{name}: full app", "ms", (terminal.seen(APP) * 1000,))
    pids = [terminal.process.pid]
    yield Figure(f"{name}: CPU of the app", "s", (cpu(pids),))
    yield Figure(f"{name}: memory of the app", "MB", (memory(pids),))


def version(room: Room) -> Iterator[Figure]:
    """The least that agent can be asked for."""
    yield Figure("agent --version", "ms", (room.run("--version") * 1000,))


def hello(room: Room) -> Iterator[Figure]:
    """A headless answer, the model process cold and warm."""
    alone = _litellm(room)
    yield Figure("LiteLLM's import, alone", "ms", (alone,))
    request, whole = _hello(room, 0)
    yield Figure("hello, cold worker: beyond LiteLLM's import", "ms", (request - alone,))
    yield Figure("hello, cold worker: whole", "ms", (whole,))
    request, whole = _hello(room, room.warm())
    yield Figure("hello, warm worker: to the request", "ms", (request,))
    yield Figure("hello, warm worker: whole", "ms", (whole,))


def _hello(room: Room, linger: int) -> tuple[float, float]:
    """Milliseconds to the request on the wire, and to the end."""
    began = time.monotonic()
    whole = room.run("run", "perf hello", linger=linger)
    return (room.server.arrivals[-1] - began) * 1000, whole * 1000


def _litellm(room: Room) -> float:
    return room.timed(sys.executable, "-c", "import litellm", also=LOCAL)[0] * 1000


def demo(room: Room) -> Iterator[Figure]:
    """The first words of an answer without a key: through a real worker, just started and then at hand."""
    with room.terminal(demo=True) as terminal:
        terminal.seen(FRAME)
        terminal.send("hello\r")
        yield Figure("demo model: start to first words", "ms", (terminal.seen(_DEMO) * 1000,))
        terminal.settle()
        start = len(terminal.raw)
        asked = terminal.send("hello\r")
        yield Figure("demo model: Enter to first words", "ms", ((terminal.seen(_DEMO, start) - asked) * 1000,))


def dearest(room: Room) -> Sequence[Cost]:
    """The modules that cost most until the app is there, each by the start that was least disturbed in it."""
    least: dict[str, float] = {}
    command = [sys.executable, *imports.FLAGS, *room.command[1:]]
    for _ in range(_STARTS):
        with Terminal(command, room.project, room.env(demo=True)) as terminal:
            terminal.seen(APP)
            for cost in imports.costs(bytes(terminal.raw)):
                least[cost.module] = min(cost.milliseconds, least.get(cost.module, cost.milliseconds))
    found = [Cost(module, milliseconds) for module, milliseconds in least.items()]
    return sorted(found, key=lambda cost: -cost.milliseconds)[:_DEAREST]


def rest(room: Room) -> Iterator[Figure]:
    """What the app holds and uses when nothing happens."""
    with room.terminal() as terminal:
        terminal.seen(APP)
        terminal.send("perf hello\r")
        terminal.seen(HELLO)
        terminal.settle(*_QUIET)
        pid = terminal.process.pid
        workers = worker_of(pid)
        yield from held("memory at rest", pid, workers)
        yield from _idle([pid, *workers])


def _idle(pids: Sequence[int]) -> Iterator[Figure]:
    """What is done where there is nothing to do."""
    used, woken, began = cpu(pids), wakes(pids), time.monotonic()
    time.sleep(_WATCHED)
    seconds, woken_since = time.monotonic() - began, wakes(pids)
    yield Figure("idle CPU", "%", ((cpu(pids) - used) / seconds * 100,))
    if woken is not None and woken_since is not None:
        yield Figure("idle wake-ups", "1/s", ((woken_since - woken) / seconds,))


def held(name: str, pid: int, workers: Sequence[int]) -> Iterator[Figure]:
    """The memory of the app, and with its model process."""
    yield Figure(f"{name}: the app", "MB", (memory([pid]),))
    yield Figure(f"{name}: all", "MB", (memory([pid, *workers]),))
