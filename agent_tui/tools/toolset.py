"""Which tools there are."""

from __future__ import annotations

from collections.abc import Iterable

from agent_tui.tools.apply_patch import apply_patch
from agent_tui.tools.ask_user import ask_user
from agent_tui.tools.bash import bash
from agent_tui.tools.edit_file import edit_file
from agent_tui.tools.glob import glob
from agent_tui.tools.grep import grep
from agent_tui.tools.job import job
from agent_tui.tools.list_dir import list_dir
from agent_tui.tools.multi_edit import multi_edit
from agent_tui.tools.read_file import read_file
from agent_tui.tools.spec import Tool
from agent_tui.tools.task import task
from agent_tui.tools.todo import todo
from agent_tui.tools.web_fetch import web_fetch
from agent_tui.tools.write_file import write_file

LOOKING = (glob, grep, list_dir, read_file)
"""Tools that change nothing: what a subagent has."""
RARE = frozenset({ask_user.name, job.name, multi_edit.name, todo.name, web_fetch.name})
"""Tools that few turns need: a model gets their schemas when it asks."""
RARE_IF_LEAN = RARE | {glob.name, task.name}
"""The same for small models, whose window is narrow."""
_COMMON = (write_file, bash, job, task, todo, ask_user, web_fetch)
_PATCHING = ("openai/", "azure/", "gpt-", "o1", "o3", "o4")


def everything() -> tuple[Tool, ...]:
    """All tools there are, since a model may call one that another model had in the same talk."""
    return (*LOOKING, apply_patch, edit_file, multi_edit, *_COMMON)


def toolset(model: str) -> tuple[Tool, ...]:
    """The tools that a model is told of; those of OpenAI's family were taught to change files by patches."""
    editing = (apply_patch,) if model.startswith(_PATCHING) else (edit_file, multi_edit)
    return (*LOOKING, *editing, *_COMMON)


def names(tools: Iterable[Tool]) -> frozenset[str]:
    """What they are called."""
    return frozenset(tool.name for tool in tools)
