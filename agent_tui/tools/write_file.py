"""Writes a whole file."""

from __future__ import annotations

import os
from typing import Annotated

from msgspec import Meta

from agent_tui.core.effects import Effect, Writes
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Diff, Result
from agent_tui.tools.change import diff, summary
from agent_tui.tools.draft import Draft
from agent_tui.tools.span import placeholders
from agent_tui.tools.spec import tool
from agent_tui.tools.undo import Undo
from agent_tui.tools.workspace import Workspace


def _effect(ws: Workspace, path: str) -> Effect:
    return Writes((ws.absolute(path),))


async def _preview(ws: Workspace, path: str, content: str) -> Diff:
    return await ws.off_loop(lambda: diff(ws, _draft(ws, ws.absolute(path), content).changes()))


@tool(effect=_effect, title=lambda path: path, preview=_preview)
async def write_file(
    ws: Workspace,
    undo: Undo,
    path: Annotated[str, Meta(description="File to write")],
    content: Annotated[str, Meta(description="The whole file")],
) -> Result:
    """Makes directories as needed; a file that exists must have been read, and keeps its encoding and line ends."""
    return await ws.off_loop(lambda: _write(ws, undo, ws.absolute(path), content))


def _write(ws: Workspace, undo: Undo, path: str, content: str) -> Result:
    with undo.writing:
        draft = _draft(ws, path, content)
        changes = draft.changes()
        if not changes:
            return Result(f"{ws.shown(path)} has this content already.", summary="unchanged")
        undo.write(draft.contents())
    view = diff(ws, changes)
    made = "Created" if changes[0].before is None else "Wrote"
    return Result(f"{made} {ws.shown(path)} ({summary(view)}).", view, summary=summary(view))


def _draft(ws: Workspace, path: str, content: str) -> Draft:
    draft = Draft(ws)
    if not os.path.lexists(path):
        draft.put(path, content)
        return draft
    before = draft.open(path, seen=ws.regular(path).st_size > 0)
    if left_out := placeholders(content, before):
        raise ToolFailed(f"`content` leaves code out: `{left_out[0][:120]}`. Write the whole file, or use edit_file.")
    if "\r\n" not in content and before.count("\n") == before.count("\r\n") > 0:
        content = content.replace("\n", "\r\n")
    draft.put(path, content)
    return draft
