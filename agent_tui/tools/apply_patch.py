"""Applies a patch of the `*** Begin Patch` form: all of it, or nothing."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from agent_tui.core.effects import Effect, Unknown, Writes
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Diff, Result
from agent_tui.tools.change import diff, summary
from agent_tui.tools.draft import Draft
from agent_tui.tools.patch import FilePatch, applied, parse
from agent_tui.tools.span import placeholders
from agent_tui.tools.spec import tool
from agent_tui.tools.undo import Undo
from agent_tui.tools.workspace import Workspace


def _paths(patch: str) -> list[str]:
    return [path for file in parse(patch) for path in (file.path, file.moved) if path]


def _effect(ws: Workspace, patch: str) -> Effect:
    try:
        return Writes(tuple(ws.absolute(path) for path in _paths(patch)))
    except ToolFailed:
        # It will fail for the same reason before it writes anything.
        return Unknown("apply_patch")


def _title(patch: str) -> str:
    try:
        paths = _paths(patch)
    except ToolFailed:
        return "a patch that cannot be read"
    return paths[0] if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"


async def _preview(ws: Workspace, patch: str) -> Diff:
    return await ws.off_loop(lambda: diff(ws, _draft(ws, patch).changes()))


@tool(effect=_effect, title=_title, preview=_preview)
async def apply_patch(
    ws: Workspace, undo: Undo, patch: Annotated[str, Meta(description="*** Begin Patch … *** End Patch")]
) -> Result:
    """Files are added, changed, moved and deleted as the patch says; where one part fails nothing is written."""
    return await ws.off_loop(lambda: _apply(ws, undo, patch))


def _apply(ws: Workspace, undo: Undo, patch: str) -> Result:
    with undo.writing:
        draft = _draft(ws, patch)
        changes = draft.changes()
        if not changes:
            raise ToolFailed("The patch changes nothing.")
        undo.write(draft.contents())
    lines = [f"{_letter(change.before, change.after)} {ws.shown(change.path)}" for change in changes]
    view = diff(ws, changes)
    return Result("\n".join(lines), view, summary=summary(view))


def _draft(ws: Workspace, patch: str) -> Draft:
    draft = Draft(ws)
    for file in parse(patch):
        try:
            _carry_out(ws, draft, file)
        except ToolFailed as failure:
            raise ToolFailed(f"Nothing was written. {failure}") from failure
    return draft


def _carry_out(ws: Workspace, draft: Draft, file: FilePatch) -> None:
    path = ws.absolute(file.path)
    match file.kind:
        case "Add":
            draft.put(path, file.text)
        case "Delete":
            draft.remove(path)
        case "Update":
            before = draft.open(path, seen=False)
            added = "\n".join(line for hunk in file.hunks for sign, line in hunk.lines if sign == "+")
            if left_out := placeholders(added, before):
                raise ToolFailed(f"The patch leaves code out: `{left_out[0][:120]}`. Write all lines.")
            text = applied(file.path, before, file.hunks)
            if file.moved:
                draft.move(path, ws.absolute(file.moved), text)
            else:
                draft.put(path, text)


def _letter(before: bytes | None, after: bytes | None) -> str:
    return "A" if before is None else "D" if after is None else "M"
