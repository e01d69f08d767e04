"""Where the time of one command goes: its imports in order, and its turns' requests and tools."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from agent_tui.perf.imports import FLAGS
from agent_tui.perf.start import APP
from agent_tui.perf.terminal import Terminal
from agent_tui.session.timings import ELSEWHERE, NAME

_LINE = re.compile(rb"import time:\s+(\d+) \|\s+(\d+) \| ( *)(\S+)")
_LEAST = 3.0
"""Milliseconds from which an import is shown in the waterfall."""


class Import(Struct, frozen=True):
    """One import, its own imports in it; milliseconds."""

    module: str
    depth: int
    begin: float
    whole: float


class Part(Struct, frozen=True):
    """What one kind of work took in all."""

    name: str
    times: int
    seconds: float


class Profile(Struct, frozen=True):
    """What was found of one command."""

    seconds: float
    imports: tuple[Import, ...]
    parts: tuple[Part, ...]
    said: str
    """What the command printed."""


class _Noted(msgspec.Struct):
    what: str
    seconds: float
    name: str = ""


def profiled(arguments: Sequence[str], env: Mapping[str, str]) -> Profile:
    """Run agent with `arguments`, its timings in a state directory of its own, and say where its time went."""
    with tempfile.TemporaryDirectory(prefix="ap") as folder:
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, *FLAGS, "-m", "agent_tui", *arguments],
            env={**env, "AGENT_LOG_LEVEL": "DEBUG", ELSEWHERE: str(Path(folder) / NAME)},
            capture_output=True,
            check=False,
        )
        seconds = time.monotonic() - began
        file = Path(folder) / NAME
        lines = file.read_bytes().splitlines() if file.exists() else []
    told = [line for line in done.stderr.splitlines(keepends=True) if not line.startswith(b"import time:")]
    said = (done.stdout + b"".join(told)).decode(errors="replace")
    return Profile(seconds, tuple(waterfall(done.stderr)), tuple(parts(lines)), said)


def waterfall(written: bytes) -> Sequence[Import]:
    """The dear imports in the order in which they began, as Python wrote them down when each ended."""
    found: list[Import] = []
    clock = 0.0
    for alone, whole, indent, name in _LINE.findall(written):
        clock += int(alone) / 1000
        milliseconds = int(whole) / 1000
        if milliseconds >= _LEAST:
            found.append(Import(name.decode(), len(indent) // 2, clock - milliseconds, milliseconds))
    return sorted(found, key=lambda each: (each.begin, each.depth))


def parts(lines: Sequence[bytes]) -> Sequence[Part]:
    """The timings in `lines` by kind, what took longest first."""
    times: dict[str, list[float]] = defaultdict(list)
    for line in lines:
        noted = msgspec.json.decode(line, type=_Noted)
        times[f"{noted.what} {noted.name}".rstrip()].append(noted.seconds)
    found = (Part(name, len(each), sum(each)) for name, each in times.items())
    return sorted(found, key=lambda part: -part.seconds)


def start(env: Mapping[str, str]) -> Profile:
    """As `profiled`, for a start of the app in a terminal that no one sees."""
    with Terminal([sys.executable, *FLAGS, "-m", "agent_tui"], Path.cwd(), env) as terminal:
        seconds = terminal.seen(APP)
        return Profile(seconds, tuple(waterfall(bytes(terminal.raw))), (), "")
