"""Keeps the plan in sight."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from agent_tui.core.effects import Notes
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Result, Todo, Todos
from agent_tui.tools.spec import tool

_MARKS = {"pending": "[ ]", "in_progress": "[>]", "done": "[x]"}


class Item(Struct, frozen=True, forbid_unknown_fields=True):
    """One step of the plan."""

    text: Annotated[str, Meta(min_length=1)]
    state: Literal["pending", "in_progress", "done"] = "pending"


@tool(effect=Notes, title=lambda items: f"{len(items)} items")
async def todo(items: Annotated[list[Item], Meta(description="The whole plan; at most one in_progress")]) -> Result:
    """The plan as it now is."""
    active = [item.text for item in items if item.state == "in_progress"]
    if len(active) > 1:
        raise ToolFailed(f"Only one item may be in_progress; {len(active)} are: {'; '.join(active)}.")
    done = sum(item.state == "done" for item in items)
    text = "\n".join(f"{_MARKS[item.state]} {item.text}" for item in items) or "The plan is empty."
    view = Todos(tuple(Todo(item.text, item.state) for item in items))
    return Result(text, view, summary=f"{done} of {len(items)} done")
