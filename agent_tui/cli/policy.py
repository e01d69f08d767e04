"""`agent policy` and `agent sandbox`: what may run here, told without running anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import msgspec
import typer

from agent_tui.cli.start import directory
from agent_tui.config.load import Loaded, load
from agent_tui.config.places import places
from agent_tui.core.errors import UsageError
from agent_tui.core.sanitise import one_line
from agent_tui.core.verdicts import Mode

if TYPE_CHECKING:
    from agent_tui.permissions.gate import Permissions

POLICY = typer.Typer(help="What may run without asking.", rich_markup_mode=None, no_args_is_help=True)
SANDBOX = typer.Typer(help="What confines commands in auto mode.", rich_markup_mode=None, no_args_is_help=True)


@POLICY.command("test")
def judge(
    command: Annotated[str, typer.Argument(metavar="CMD", help="A shell command, in quotes.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each command.")] = False,
    stdin0: Annotated[bool, typer.Option("--stdin0", help="Read commands, each ended by NUL, from the input.")] = False,
    mode: Annotated[str, typer.Option(help="The permission mode, instead of the configured one.")] = "",
    cwd: Annotated[str, typer.Option(help="Directory to work in.")] = ".",
) -> None:
    """Say whether a command would be allowed, asked about or denied, and by which rule. Nothing is run."""
    if bool(command) is stdin0:
        raise UsageError("Give either one command, in quotes, or --stdin0.")
    root = directory(cwd)
    loaded = load({"mode": mode or None}, os.environ, root, places())
    for notice in loaded.notices:
        typer.echo(f"agent: {notice}", err=True)
    told = _lines if as_json else _rows
    for line in told(_permissions(loaded, root), list(_piped()) if stdin0 else [command], Mode(loaded.config.mode)):
        typer.echo(line)


@SANDBOX.command("check")
def check() -> None:
    """Try each way of confining commands on this machine, and say what it does not hold back."""
    from agent_tui.permissions.sandbox import Kind, probe

    works = False
    for kind in get_args(Kind):
        found = probe((kind,))
        first, works = found is not None and not works, works or found is not None
        sentence = "works, and auto mode uses it." if first else "works." if found else "does not work here."
        typer.echo(f"{kind:10}  {sentence}")
        for limit in found.limits if found else ():
            typer.echo(f"{'':12}{limit}")
    if not works:
        typer.echo("Nothing confines commands here, so auto mode cannot be used.")
    raise typer.Exit(int(not works))


def _permissions(loaded: Loaded, root: Path) -> Permissions:
    from agent_tui.compose import permissions
    from agent_tui.session.index import new_id

    here = places()
    return permissions(loaded.config, here, root, here.data / "outputs" / new_id())


def _lines(gate: Permissions, commands: Sequence[str], mode: Mode) -> Iterator[str]:
    for command in commands:
        yield msgspec.json.encode(gate.explain(command, mode)[0]).decode()


def _rows(gate: Permissions, commands: Sequence[str], mode: Mode) -> Iterator[str]:
    for command in commands:
        for depth, row in enumerate(gate.explain(command, mode)):
            because = "; ".join(one_line(part) for part in (row.rule, row.reason) if part)
            yield f"{'  ' if depth else ''}{row.verdict:5}  {one_line(row.command)}  ({because})"


def _piped() -> Iterator[str]:
    for command in sys.stdin.buffer.read().split(b"\0"):
        if command:
            yield command.decode(errors="replace")
