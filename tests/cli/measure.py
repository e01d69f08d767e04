"""Prints what `agent run` costs with and without a worker that waits, and what a waiting worker costs."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from agent_tui.model.memory import megabytes
from tests.cli.desk import Desk, opened
from tests.model.waiting import wait

RUNS = 9
_REST = 20.0
"""Seconds that a waiting worker is watched."""


class Run(NamedTuple):
    """Seconds from the start of the process to its request on the wire, from there to its end, and in all."""

    request: float
    rest: float
    whole: float


def measured(desk: Desk, linger: int) -> Run:
    began = time.monotonic()
    desk.agent("run", "hello", AGENT_LINGER=str(linger))
    ended = time.monotonic()
    asked = desk.server.requests[-1].at
    return Run(asked - began, ended - asked, ended - began)


def _told(name: str, runs: list[Run]) -> None:
    for part, values in zip(Run._fields, zip(*runs, strict=True), strict=True):
        low, high = (f"{figure * 1000:.0f}" for figure in (min(values), max(values)))
        print(f"{name:<5} {part:<8} {statistics.median(values) * 1000:5.0f} ms   ({low} to {high}, {len(runs)} runs)")


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _desk() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory(prefix="m") as folder, opened(Path(folder)) as desk:
        yield desk


def main() -> None:
    runs = int(sys.argv[1]) if sys.argv[1:] else RUNS
    with _desk() as desk:
        # The first compiles what was changed.
        measured(desk, 0)
        _told("cold", [measured(desk, 0) for _ in range(runs)])
        measured(desk, 60)
        _told("warm", [measured(desk, 60) for _ in range(runs)])
        (pid,) = desk.pids()
        wait(lambda: desk.sessions() == [0])
        before = _cpu(pid)
        time.sleep(_REST)
        print(f"waiting: {megabytes(pid)} MB, {(_cpu(pid) - before) / _REST * 100:.2f} % CPU over {_REST:.0f} s")


if __name__ == "__main__":
    main()
