"""Replaces one text of a file by another."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from agent_tui.core.effects import Effect, Writes
from agent_tui.core.views import Diff, Result
from agent_tui.tools.change import diff, summary
from agent_tui.tools.draft import Draft
from agent_tui.tools.spec import tool
from agent_tui.tools.undo import Undo
from agent_tui.tools.workspace import Workspace


def _effect(ws: Workspace, path: str) -> Effect:
    return Writes((ws.absolute(path),))


async def _preview(ws: Workspace, path: str, old: str, new: str, replace_all: bool) -> Diff:
    def tried() -> Diff:
        draft = Draft(ws)
        draft.edit(ws.absolute(path), old, new, replace_all)
        return diff(ws, draft.changes())

    return await ws.off_loop(tried)


@tool(effect=_effect, title=lambda path: path, preview=_preview)
async def edit_file(
    ws: Workspace,
    undo: Undo,
    path: Annotated[str, Meta(description="File, read before")],
    old: Annotated[str, Meta(description="Exact text, unique in the file")],
    new: Annotated[str, Meta(description="Text in its place")],
    replace_all: Annotated[bool, Meta(description="Replace each occurrence")] = False,
) -> Result:
    """No byte outside the replaced text changes."""
    return await ws.off_loop(lambda: _edit(ws, undo, ws.absolute(path), old, new, replace_all))


def _edit(ws: Workspace, undo: Undo, path: str, old: str, new: str, replace_all: bool) -> Result:
    with undo.writing:
        draft = Draft(ws)
        sentence = draft.edit(path, old, new, replace_all)
        changes = draft.changes()
        undo.write(draft.contents())
    view = diff(ws, changes)
    return Result(sentence, view, summary=summary(view))
