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
from agent_tui.session.timings import ELSEWHERE, MARK, NAME

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


class Moment(Struct, frozen=True):
    """Something that a start comes to."""

    name: str
    after: float
    """Seconds since the command was given."""


class Profile(Struct, frozen=True):
    """What was found of one command."""

    seconds: float
    moments: tuple[Moment, ...]
    imports: tuple[Import, ...]
    parts: tuple[Part, ...]
    said: str
    """What the command printed."""


class Noted(Struct, frozen=True):
    """A line of the timings."""

    what: str
    seconds: float
    name: str = ""
    clock: float = 0.0
    """For a mark: the moment, on the clock that all processes of a machine have."""


def profiled(arguments: Sequence[str], env: Mapping[str, str]) -> Profile:
    """Run agent with `arguments`, its timings in a state directory of its own, and say where its time went."""
    with tempfile.TemporaryDirectory(prefix="ap") as folder:
        file = Path(folder) / NAME
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, *FLAGS, "-m", "agent_tui", *arguments],
            env=_telling(env, file),
            capture_output=True,
            check=False,
        )
        seconds = time.monotonic() - began
        noted = _noted(file)
    told = [line for line in done.stderr.splitlines(keepends=True) if not line.startswith(b"import time:")]
    said = (done.stdout + b"".join(told)).decode(errors="replace")
    return Profile(seconds, tuple(moments(noted, began)), tuple(waterfall(done.stderr)), tuple(parts(noted)), said)


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


def moments(noted: Sequence[Noted], began: float) -> Sequence[Moment]:
    """The marks among what was noted of a command that was given at `began`, in their order."""
    return sorted(
        (Moment(each.name, each.clock - began) for each in noted if each.what == MARK), key=lambda moment: moment.after
    )


def parts(noted: Sequence[Noted]) -> Sequence[Part]:
    """The work among what was noted by kind, what took longest first."""
    times: dict[str, list[float]] = defaultdict(list)
    for each in noted:
        if each.what != MARK:
            times[f"{each.what} {each.name}".rstrip()].append(each.seconds)
    found = (Part(name, len(each), sum(each)) for name, each in times.items())
    return sorted(found, key=lambda part: -part.seconds)


def watched(arguments: Sequence[str], env: Mapping[str, str]) -> tuple[int, Profile]:
    """Run agent with `arguments` in this terminal until the person leaves; its exit code, and where its time went.

    Imports are not told: Python writes them down in the terminal.
    """
    with tempfile.TemporaryDirectory(prefix="ap") as folder:
        file = Path(folder) / NAME
        began = time.monotonic()
        code = subprocess.run(
            [sys.executable, "-m", "agent_tui", *arguments], env=_telling(env, file), check=False
        ).returncode
        noted = _noted(file)
        return code, Profile(time.monotonic() - began, tuple(moments(noted, began)), (), tuple(parts(noted)), "")


def start(env: Mapping[str, str]) -> Profile:
    """As `profiled`, for a start of the app in a terminal that no one sees."""
    with tempfile.TemporaryDirectory(prefix="ap") as folder:
        file = Path(folder) / NAME
        with Terminal([sys.executable, *FLAGS, "-m", "agent_tui"], Path.cwd(), _telling(env, file)) as terminal:
            seconds = terminal.seen(APP)
        found = moments(_noted(file), terminal.began)
        return Profile(seconds, tuple(found), tuple(waterfall(bytes(terminal.raw))), (), "")


def _telling(env: Mapping[str, str], file: Path) -> dict[str, str]:
    return {**env, "AGENT_LOG_LEVEL": "DEBUG", ELSEWHERE: str(file)}


def _noted(file: Path) -> Sequence[Noted]:
    lines = file.read_bytes().splitlines() if file.exists() else []
    return [msgspec.json.decode(line, type=Noted) for line in lines]
