"""What the system tells of processes: who belongs to whom, their CPU time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_ALL_OF_IT = 2
"""Of the number of a clock: what the scheduler counts, all threads together."""
_PROGRAM = 4096
"""Bytes of a command line that are looked at."""


def family(pid: int) -> Sequence[int]:
    """The process and all that descend from it."""
    parents = _parents()
    found = [pid]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found


def cpu(pids: Sequence[int]) -> float:
    """Seconds of CPU that these have used, with those of their children that have ended."""
    if sys.platform != "linux":
        return sum(_seconds(_ps(pid, "time")) for pid in pids)
    return sum(_exact(pid) + _of_children(pid) for pid in pids)


def wakes(pids: Sequence[int]) -> int | None:
    """How often the threads of these have begun to wait so far; None where the system does not tell."""
    if sys.platform != "linux":
        return None
    tasks = (status for pid in pids for status in (_PROC / str(pid) / "task").glob("*/status"))
    return sum(_waits(status) for status in tasks)


def memory(pids: Sequence[int]) -> float:
    """Megabytes that these hold, shared pages counted by share where the system can tell."""
    if sys.platform != "linux":
        return sum(float(_ps(pid, "rss") or 0) for pid in pids) / 1024
    return sum(_pss(pid) for pid in pids) / 1024


def worker_of(pid: int) -> Sequence[int]:
    """The model processes among those that descend from `pid`."""
    return [each for each in family(pid) if each != pid and "agent_tui.model.worker" in _command(each)]


def _parents() -> dict[int, int]:
    if sys.platform != "linux":
        listed = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        return {int(pid): int(parent) for pid, parent in (line.split() for line in listed.splitlines())}
    found: dict[int, int] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                found[int(entry.name)] = int(_fields(int(entry.name))[1])
    return found


def _fields(pid: int) -> list[str]:
    """The fields of `stat` from the state on."""
    return (_PROC / str(pid) / "stat").read_text().rpartition(") ")[2].split()


def _exact(pid: int) -> float:
    """To the nanosecond, by the clock that Linux has for each process; `stat` counts hundredths of a second."""
    with suppress(OSError):
        return time.clock_gettime(~pid << 3 | _ALL_OF_IT)
    return 0.0


def _of_children(pid: int) -> float:
    with suppress(OSError):
        return sum(map(int, _fields(pid)[13:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _pss(pid: int) -> float:
    with suppress(OSError):
        for line in (_PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return float(line.split()[1])
    return 0.0


def _waits(status: Path) -> int:
    with suppress(OSError):
        for line in status.read_text().splitlines():
            if line.startswith("voluntary_ctxt_switches:"):
                return int(line.split()[1])
    return 0


def _command(pid: int) -> str:
    if sys.platform != "linux":
        return _ps(pid, "command")
    with suppress(OSError):
        return (_PROC / str(pid) / "cmdline").read_bytes()[:_PROGRAM].decode(errors="replace")
    return ""


def _ps(pid: int, column: str) -> str:
    shown = subprocess.run(["ps", "-o", f"{column}=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout.strip()


def _seconds(clock: str) -> float:
    """What `ps` writes as minutes and seconds, or hours before them."""
    seconds = 0.0
    for part in clock.split(":") if clock else []:
        seconds = seconds * 60 + float(part)
    return seconds
