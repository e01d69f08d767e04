"""Lists one directory."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from agent_tui.core.effects import Effect, Reads
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Paths, Result
from agent_tui.tools.spec import tool
from agent_tui.tools.tree import files
from agent_tui.tools.workspace import Workspace

_MOST = 200


def _effect(ws: Workspace, path: str) -> Effect:
    return Reads((ws.absolute(path),))


@tool(effect=_effect, title=lambda path: path)
async def list_dir(ws: Workspace, path: Annotated[str, Meta(description="Directory")] = ".") -> Result:
    """Entries a line each, directories first with the number of files below them; ignored files are left out."""
    return await ws.off_loop(lambda: _list(ws, ws.absolute(path)))


def _list(ws: Workspace, root: str) -> Result:
    if not Path(root).exists():
        raise ToolFailed(f"There is no directory {ws.shown(root)}.")
    if not Path(root).is_dir():
        raise ToolFailed(f"{ws.shown(root)} is a file; use read_file.")
    below: dict[str, int] = {}
    names: list[str] = []
    for name in files(root):
        top, slash, _ = name.partition("/")
        if slash:
            below[top] = below.get(top, 0) + 1
        else:
            names.append(name)
    entries = [*(f"{name}/ ({count} files)" for name, count in sorted(below.items())), *names]
    if not entries:
        return Result(f"[{ws.shown(root)} has no files]", Paths(ws.shown(root), ()), summary="empty")
    shown = tuple(entries[:_MOST])
    more = len(entries) - len(shown)
    text = "\n".join([*shown, *([f"[{more:,} more]"] if more else [])])
    return Result(text, Paths(ws.shown(root), shown, more), summary=f"{len(entries)} entries")
