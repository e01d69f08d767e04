"""Runs a shell command."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from agent_tui.core.effects import Effect, Runs
from agent_tui.core.errors import ToolFailed
from agent_tui.core.ports import Progress
from agent_tui.core.views import Result, Screen, View
from agent_tui.tools.interactive import needs_terminal
from agent_tui.tools.jobs import Jobs
from agent_tui.tools.shell import LONGEST, Ran, Shell
from agent_tui.tools.spec import tool
from agent_tui.tools.workspace import Workspace


def _effect(shell: Shell, command: str, background: bool) -> Effect:
    return Runs(command, shell.cwd, background)


async def _preview(command: str, description: str, background: bool) -> View:
    _refuse_interactive(command, background)
    return Screen(command, description)


@tool(effect=_effect, title=lambda command: command, preview=_preview)
async def bash(
    ws: Workspace,
    shell: Shell,
    jobs: Jobs,
    progress: Progress,
    command: Annotated[str, Meta(min_length=1)],
    timeout: Annotated[int, Meta(ge=0, le=LONGEST, description="Seconds; 0 is the usual limit")] = 0,
    background: Annotated[bool, Meta(description="Return at once; see job")] = False,
    description: Annotated[str, Meta(description="What it does, in a few words")] = "",
) -> Result:
    """The output, then in brackets the exit code, the duration and what else is worth knowing."""
    _refuse_interactive(command, background)
    if background:
        job = await jobs.start(command)
        text = f"[started in the background as job {job.id}; its output goes to {job.stored}]"
        return Result(text, Screen(command, ""), summary=f"job {job.id}")
    try:
        ran = await shell.run(command, timeout or shell.timeout, progress)
    finally:
        ws.listings.forget()
    return Result(
        _told(ran),
        Screen(command, ran.output, None if ran.timed_out else ran.exit_code, ran.seconds, ran.stored),
        failed=ran.timed_out or ran.exit_code != 0,
        summary=_end(ran),
    )


def _refuse_interactive(command: str, background: bool) -> None:
    if sentence := needs_terminal(command, fed=background):
        raise ToolFailed(sentence)


def _end(ran: Ran) -> str:
    return "time limit" if ran.timed_out else f"exit {ran.exit_code}"


def _told(ran: Ran) -> str:
    if ran.timed_out:
        end = f"ended by its time limit after {ran.seconds:.1f} s; give it more with timeout, or use background"
    else:
        end = f"exit {ran.exit_code} after {ran.seconds:.1f} s"
    body = ran.output if not ran.output or ran.output.endswith("\n") else ran.output + "\n"
    return body + "\n".join(f"[{line}]" for line in (end, *ran.notes))
