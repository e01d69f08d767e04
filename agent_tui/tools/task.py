"""Gives a piece of work to a subagent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from msgspec import Meta

from agent_tui.core.effects import Delegates
from agent_tui.core.ports import Progress
from agent_tui.core.sanitise import one_line
from agent_tui.core.views import Result
from agent_tui.tools.spec import tool

Delegate = Callable[[str, str, Progress], Awaitable[Result]]
"""Carries out the task of a call, in a context of its own."""


@tool(effect=lambda prompt: Delegates(one_line(prompt)), title=lambda prompt: one_line(prompt, 80))
async def task(
    delegate: Delegate,
    call_id: str,
    progress: Progress,
    prompt: Annotated[str, Meta(min_length=1, description="What to find out, with all it needs to know")],
) -> Result:
    """The subagent's last words."""
    return await delegate(prompt, call_id, progress)
