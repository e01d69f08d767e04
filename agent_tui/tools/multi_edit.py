"""Makes several edits, of one file or of several: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from agent_tui.core.effects import Effect, Writes
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Diff, Result
from agent_tui.tools.change import diff, summary
from agent_tui.tools.draft import Draft
from agent_tui.tools.spec import tool
from agent_tui.tools.undo import Undo
from agent_tui.tools.workspace import Workspace


class Edit(Struct, frozen=True, forbid_unknown_fields=True):
    """One replacement, as `edit_file` has it."""

    path: str
    old: str
    new: str
    replace_all: bool = False


def _effect(ws: Workspace, edits: Sequence[Edit]) -> Effect:
    return Writes(tuple(dict.fromkeys(ws.absolute(edit.path) for edit in edits)))


def _title(edits: Sequence[Edit]) -> str:
    paths = list(dict.fromkeys(edit.path for edit in edits))
    return paths[0] if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"


async def _preview(ws: Workspace, edits: Sequence[Edit]) -> Diff:
    return await ws.off_loop(lambda: diff(ws, _draft(ws, edits)[0].changes()))


@tool(effect=_effect, title=_title, preview=_preview)
async def multi_edit(
    ws: Workspace,
    undo: Undo,
    edits: Annotated[tuple[Edit, ...], Meta(min_length=1, description="In order; later ones see earlier ones")],
) -> Result:
    """Each edit is as in `edit_file`; where one fails nothing is written."""
    return await ws.off_loop(lambda: _edit(ws, undo, edits))


def _edit(ws: Workspace, undo: Undo, edits: Sequence[Edit]) -> Result:
    with undo.writing:
        draft, sentences = _draft(ws, edits)
        changes = draft.changes()
        if not changes:
            raise ToolFailed("The edits undo one another; nothing would change.")
        undo.write(draft.contents())
    view = diff(ws, changes)
    return Result("\n".join(sentences), view, summary=summary(view))


def _draft(ws: Workspace, edits: Sequence[Edit]) -> tuple[Draft, list[str]]:
    draft = Draft(ws)
    sentences: list[str] = []
    for number, edit in enumerate(edits, 1):
        try:
            sentences.append(draft.edit(ws.absolute(edit.path), edit.old, edit.new, edit.replace_all))
        except ToolFailed as failure:
            raise ToolFailed(f"Nothing was written. Edit {number} of {len(edits)}: {failure}") from failure
    return draft, sentences
