"""Commands that show what the state and the settings already tell."""

from __future__ import annotations

from collections.abc import Callable

from agent_tui.core.sanitise import one_line
from agent_tui.core.views import BackgroundJob, Todo
from agent_tui.tui.settings import Rows
from agent_tui.tui.state import ViewState, note, table

_FAR = {"done": "done", "in_progress": "now", "pending": "to do"}


def todos(state: ViewState) -> ViewState:
    """The state with the plan in the transcript."""
    items = state.todos.items if state.todos else ()
    if not items:
        return note(state, "There is no plan; the agent makes one for longer work.")
    return table(state, "Plan", tuple(_item(item) for item in items))


def jobs(state: ViewState) -> ViewState:
    """The state with the commands in the background in the transcript."""
    if not state.jobs:
        return note(state, "Nothing was started in the background of this session.")
    return table(state, "Jobs", tuple(_job(job) for job in state.jobs))


def _item(item: Todo) -> tuple[str, str]:
    return _FAR[item.state], one_line(item.text)


def _job(job: BackgroundJob) -> tuple[str, str]:
    return f"{job.id}  {'running' if job.running else f'exit {job.exit_code}'}", job.command


def found_out(find: Callable[[], Rows]) -> Rows | str:
    """The rows that `find` gives, or why it gives none; it may block."""
    try:
        return find()
    except OSError as problem:
        return f"That cannot be found out now: {problem.strerror or problem}."


def told(state: ViewState, title: str, found: Rows | str) -> ViewState:
    """The state with what was found out in the transcript."""
    return note(state, found, "warning") if isinstance(found, str) else table(state, title, found)
