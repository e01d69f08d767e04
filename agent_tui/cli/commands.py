"""The commands beside the app, and all help."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from typing import Annotated

import typer

from agent_tui.cli import doctor as doctoring
from agent_tui.cli.flags import FLAGS, Flag
from agent_tui.cli.perf import perf_test, profile
from agent_tui.cli.policy import POLICY, SANDBOX
from agent_tui.cli.show import lines
from agent_tui.cli.start import directory
from agent_tui.cli.worker import WORKER
from agent_tui.config.acting import would_do
from agent_tui.config.example import example
from agent_tui.config.load import load
from agent_tui.config.places import places
from agent_tui.config.trust import distrust, trust
from agent_tui.core.sanitise import one_line, sanitise

_ONLY_APP = ("--theme", "--print", "--screen-reader")


def _table(flags: Sequence[Flag]) -> str:
    rows = [(f"{', '.join(flag.names)} {flag.value}".rstrip(), flag.sentence) for flag in flags]
    width = max(len(row[0]) for row in rows)
    return "\b\n" + "\n".join(f"{names:{width}}  {sentence}" for names, sentence in rows)


_ABOUT = f"""A coding agent for the terminal.

agent [FLAGS] [PROMPT] opens the app; agent run "PROMPT" does one thing and ends.

{_table([*FLAGS, Flag(("-V", "--version"), "", "Print the version.")])}
"""
_RUN = f"""Do PROMPT without the app and print the answer.

PROMPT may be - or piped in; what is piped in beside a prompt is added to it.

{_table([flag for flag in FLAGS if not set(flag.names) & set(_ONLY_APP)])}

\b
Exit codes: 0 done, 1 failed, 2 usage, 3 a limit was reached,
4 a permission was needed and denied, 130 interrupted.
"""

_HELP = {"help_option_names": ["-h", "--help"]}
_PROGRAM = typer.Typer(
    name="agent", help=_ABOUT, add_completion=False, rich_markup_mode=None, no_args_is_help=True, context_settings=_HELP
)
_CONFIG = typer.Typer(help="Settings and where they come from.", rich_markup_mode=None, no_args_is_help=True)
_SESSIONS = typer.Typer(help="Sessions of this directory.", rich_markup_mode=None, no_args_is_help=True)
_PROGRAM.add_typer(_CONFIG, name="config")
_PROGRAM.add_typer(_SESSIONS, name="sessions")
_PROGRAM.add_typer(POLICY, name="policy")
_PROGRAM.add_typer(SANDBOX, name="sandbox")
_PROGRAM.add_typer(WORKER, name="worker")
_PROGRAM.command("perf-test")(perf_test)
_PROGRAM.command("profile")(profile)


def command(arguments: Sequence[str]) -> int:
    """Carry out a command, or print help, and return the exit code."""
    first = next((word for word in arguments if not word.startswith("-")), "")
    names = [*(info.name for info in _PROGRAM.registered_commands), *(info.name for info in _PROGRAM.registered_groups)]
    # Help is asked for: words that are no command are a prompt, and its flags are not read here.
    found = list(arguments) if first in names else ["--help"]
    if first == "run":
        found = ["run", "--help"]
    try:
        _PROGRAM(found, prog_name="agent")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


@_PROGRAM.command("run", help=_RUN)
def run(prompt: Annotated[list[str], typer.Argument(metavar="PROMPT", help="What to do.")]) -> None:
    """Stands here for its help; the flags are read in `cli.flags`."""
    from agent_tui.cli.flags import read
    from agent_tui.cli.start import headless

    raise typer.Exit(headless(read(["run", "--", *prompt])))


@_CONFIG.command("show")
def show(cwd: Annotated[str, typer.Option(help="Directory to work in.")] = ".") -> None:
    """Print every setting with where it comes from; secrets are masked."""
    loaded = load({}, os.environ, directory(cwd), places())
    for line in lines(loaded):
        typer.echo(line)
    for notice in loaded.notices:
        typer.echo(f"agent: {notice}", err=True)


@_CONFIG.command("path")
def path() -> None:
    """Print the path of your settings file."""
    typer.echo(places().config / "config.yml")


@_CONFIG.command("example")
def print_example() -> None:
    """Print a settings file with every setting, its sentence and its default."""
    typer.echo(example(), nl=False)


@_PROGRAM.command("trust")
def trust_directory(
    cwd: Annotated[str, typer.Option(help="The directory.")] = ".",
    remove: Annotated[bool, typer.Option("--remove", help="Take the trust back.")] = False,
) -> None:
    """Let this directory's own .agent settings and servers act, as they are now."""
    place = directory(cwd)
    try:
        if remove:
            typer.echo(f"{place} is no longer trusted." if distrust(place, places()) else f"{place} was not trusted.")
            return
        acting = tuple(would_do(place, places()))
        trust(place, places())
    except OSError as error:
        sys.stderr.write(f"agent: cannot keep the trust in {places().state}: {error.strerror}\n")
        raise typer.Exit(1) from error
    typer.echo(f"{place} is trusted. What acts in it, until one of these changes:")
    for line in acting:
        typer.echo(f"  {line}")
    if not acting:
        typer.echo("  nothing yet")


@_SESSIONS.command("list")
def list_sessions(cwd: Annotated[str, typer.Option(help="Directory to work in.")] = ".") -> None:
    """Print the sessions of this directory, the newest first."""
    from agent_tui.session.index import directory as session_directory
    from agent_tui.session.index import entries

    found = list(entries(session_directory(places().data, directory(cwd))))
    for entry in found:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.changed))
        turns = "1 turn" if entry.turns == 1 else f"{entry.turns} turns"
        typer.echo(f"{entry.session_id}  {when}  {turns:>9}  {one_line(entry.first_words, 60)}")
    if not found:
        typer.echo("There is no session of this directory yet.", err=True)


@_PROGRAM.command("doctor")
def doctor() -> None:
    """Look at what agent needs on this machine, and say what is missing."""
    findings = doctoring.findings()
    for finding in findings:
        mark = "ok  " if finding.well else "FAIL" if finding.needed else "note"
        typer.echo(f"{mark}  {finding.name:10}  {sanitise(finding.sentence)}")
    raise typer.Exit(int(any(finding.needed and not finding.well for finding in findings)))
