"""Sees to commands in the background."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from agent_tui.core.effects import Effect, Notes, Runs
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Result, Screen, Text
from agent_tui.tools.fold import told
from agent_tui.tools.jobs import Job, Jobs
from agent_tui.tools.shell import Shell
from agent_tui.tools.spec import tool

Action = Literal["list", "output", "stdin", "kill"]


def _effect(shell: Shell, action: Action, text: str) -> Effect:
    # A shell in the background runs what it is given, so input is judged as a command.
    return Runs(text, shell.cwd, background=True, typed=True) if action == "stdin" else Notes()


@tool(effect=_effect, title=lambda action, job_id: f"{action} {job_id}".strip())
async def job(
    jobs: Jobs,
    action: Action,
    job_id: Annotated[str, Meta(description="From bash; not for list")] = "",
    text: Annotated[str, Meta(description="For stdin; end a line with a newline")] = "",
) -> Result:
    """Its new output and its state; for list, the state of all."""
    match action:
        case "list":
            told = "\n".join(map(str, jobs.all())) or "No jobs."
            return Result(told, Text(told), summary=f"{sum(job.running for job in jobs.all())} running")
        case "output":
            return _news(jobs.get(job_id))
        case "stdin":
            if not text:
                raise ToolFailed("Input for a job goes into text; end a line with a newline.")
            written = await jobs.write(job_id, text)
            return Result(f"[{len(text)} characters given to {written}]", summary="given")
        case "kill":
            return _news(await jobs.kill(job_id))


def _news(job: Job) -> Result:
    output = job.capture.take()
    body = output if not output or output.endswith("\n") else output + "\n"
    code = job.exit_code
    view = Screen(job.command, output, code, job.seconds, job.stored)
    notes = [f"[{job}; new output above, all of it in {job.stored}]"]
    if job.capture.saved:
        notes.append(f"[{told(job.capture.saved)}]")
    return Result(body + " ".join([*notes, job.capture.trouble]).rstrip(), view, summary=job.state)
