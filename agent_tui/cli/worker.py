"""`agent worker`: the model processes that wait for sessions."""

from __future__ import annotations

import typer

from agent_tui.cli.durations import spoken
from agent_tui.config.places import places
from agent_tui.model.joining import PATIENCE, end, waiting
from agent_tui.model.memory import megabytes
from agent_tui.model.wire import Told

WORKER = typer.Typer(help="The model process between sessions.", rich_markup_mode=None, no_args_is_help=True)
_NONE = "No model process waits for sessions."


@WORKER.command("status")
def status() -> None:
    """Print which model processes wait for sessions."""
    found = [described(pid, told) for pid, told in waiting(places().runtime, PATIENCE)]
    for sentence in found or [_NONE]:
        typer.echo(sentence)


@WORKER.command("stop")
def stop() -> None:
    """End what waits; what is in use ends with its last session."""
    found = [_ended(pid, told) for pid, told in end(places().runtime, PATIENCE)]
    for sentence in found or [_NONE]:
        typer.echo(sentence)


def described(pid: int, told: Told | None) -> str:
    """One worker, in a line."""
    if told is None:
        return f"pid {pid}  does not answer"
    memory = megabytes(pid)
    return "  ".join(
        (
            f"pid {pid}",
            f"agent {told.version}",
            f"litellm {told.litellm}" if told.litellm else "litellm is being loaded",
            f"{spoken(told.age)} old",
            "1 session" if told.sessions == 1 else f"{told.sessions} sessions",
            "1 request" if told.requests == 1 else f"{told.requests} requests",
            *([f"{memory} MB"] if memory else []),
            "in use" if told.sessions else f"ends in {spoken(told.left)}",
        )
    )


def _ended(pid: int, told: Told | None) -> str:
    if told is None:
        return f"pid {pid}  does not answer; end it with: kill -9 {pid}"
    if told.sessions:
        return f"pid {pid}  takes no more sessions and ends with its last one"
    return f"pid {pid}  ends"
