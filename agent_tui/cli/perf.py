"""`agent perf-test`: how quick agent is on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer
from rich.console import Console

from agent_tui.core.errors import UsageError
from agent_tui.perf.figures import Measured
from agent_tui.perf.profile import profiled, start
from agent_tui.perf.profile import watched as in_terminal
from agent_tui.perf.sampled import sampled
from agent_tui.perf.sections import SECTIONS, measure
from agent_tui.perf.table import show, show_profile
from agent_tui.perf.targets import verdict

_WIDTH = 120
"""Columns of the table where it is not for a terminal."""


def perf_test(
    iterations: Annotated[int, typer.Option(min=1, help="How often each part is measured.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    baseline: Annotated[Path | None, typer.Option(help="A file of --save to compare with, by ratio.")] = None,
    save: Annotated[Path | None, typer.Option(help="A file to keep the figures in.")] = None,
    only: Annotated[list[str] | None, typer.Option(help=f"Parts to measure: {', '.join(SECTIONS)}.")] = None,
) -> None:
    """Measure start, answers, keys and memory in a terminal of its own; fail where a target is missed."""
    before = read(baseline) if baseline else None
    if unknown := set(only or ()) - set(SECTIONS):
        raise UsageError(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}.")
    if save:
        # A file that cannot be written should be told of before minutes of measuring, and one that can stays till then.
        _write(save, b"", "ab")
    errors = Console(stderr=True)
    # A spinner that turns quickly would be measured too.
    with errors.status("Measuring…", refresh_per_second=1) as status:
        measured = measure(only or SECTIONS, iterations, lambda what: status.update(f"Measuring… {what}"))
    if save:
        _write(save, msgspec.json.format(msgspec.json.encode(measured)) + b"\n")
    if as_json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(measured)).decode() + "\n")
    else:
        show(measured, Console() if sys.stdout.isatty() else Console(width=_WIDTH), before)
    missed = any(verdict(figure) == "missed" for figure in measured.figures)
    raise typer.Exit(int(missed or bool(measured.failed)))


def profile(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="-- COMMAND", help="As after agent; none: the app.")
    ] = None,
    by_calls: Annotated[bool, typer.Option("--sampled", help="Sample calls instead, with pyinstrument.")] = False,
) -> None:
    """Show where the time of a command goes: moments, imports, and what its requests and tools took."""
    env = dict(os.environ)
    if by_calls:
        sys.stdout.write(sampled(words or (), env))
        return
    found = profiled(words, env) if words else start(env)
    sys.stdout.write(found.said)
    show_profile(found, Console() if sys.stdout.isatty() else Console(width=_WIDTH))


def watched(words: Sequence[str]) -> int:
    """Run the app until the person leaves it, then show where its time went; its exit code."""
    code, found = in_terminal(words, os.environ)
    show_profile(found, Console())
    return code


def read(file: Path) -> Measured:
    """What `--save` wrote. Raises `UsageError`."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Measured)
    except OSError as error:
        raise UsageError(f"Cannot read {file}: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is not what --save writes: {error}.") from error


def _write(path: Path, data: bytes, how: Literal["ab", "wb"] = "wb") -> None:
    try:
        with path.open(how) as file:
            file.write(data)
    except OSError as error:
        raise UsageError(f"Cannot write {path}: {error.strerror}.") from error
