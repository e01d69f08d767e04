"""Prints what a start of the terminal app costs on this machine, as medians of several."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.support import imports
from tests.support.home import AGENT, Home, make_home
from tests.support.terminal import Terminal

RUNS = 9
_FRAME, _APP = b"sk, or / for", b"Try"
_KEY = "§"
_TOO_LONG = 20.0


class Start(NamedTuple):
    """Seconds from the start of a process that makes the terminal its own and becomes agent; seconds of CPU."""

    frame: float
    echo: float
    app: float
    cpu: float


def measured(home: Home) -> Start:
    began = time.perf_counter()
    with Terminal([*AGENT], home.project, home.env(COLORTERM="truecolor"), (120, 40)) as terminal:

        def seen(what: bytes) -> float:
            _wait(lambda: what in terminal.raw)
            return time.perf_counter() - began

        frame = seen(_FRAME)
        terminal.send(_KEY)
        echo = seen(_KEY.encode())
        app = seen(_APP)
        return Start(frame, echo, app, _cpu(terminal.process.pid))


def _wait(met: Callable[[], bool]) -> None:
    deadline = time.perf_counter() + _TOO_LONG
    while not met():
        if time.perf_counter() > deadline:
            raise TimeoutError("The app did not start.")
        time.sleep(0.0005)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    runs = int(sys.argv[1]) if sys.argv[1:] else RUNS
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder))
        # The first start compiles what was changed and remembers the look.
        measured(home)
        starts = [measured(home) for _ in range(runs)]
    for name, values in zip(Start._fields, zip(*starts, strict=True), strict=True):
        low, high = (f"{figure * 1000:.0f}" for figure in (min(values), max(values)))
        print(f"{name:<6} {statistics.median(values) * 1000:5.0f} ms   ({low} to {high}, {runs} runs)")
    for name, code in (("frame", imports.FRAME), ("app", imports.PAINT)):
        print(f"modules until the {name}: {len(imports.modules(code))}")


if __name__ == "__main__":
    main()
