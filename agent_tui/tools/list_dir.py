"""Lists one directory."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from agent_tui.core.effects import Effect, Reads
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Paths, Result
from agent_tui.tools.spec import tool
from agent_tui.tools.tree import newest_first, readable
from agent_tui.tools.workspace import Workspace

_MOST = 200


def _effect(ws: Workspace, path: str) -> Effect:
    return Reads((ws.absolute(path),))


@tool(effect=_effect, title=lambda path: path)
async def list_dir(ws: Workspace, path: Annotated[str, Meta(description="Directory")] = ".") -> Result:
    """Entries a line each: directories with their number of files, then files, each the newest first."""
    return await ws.off_loop(lambda: _list(ws, ws.absolute(path)))


def _list(ws: Workspace, root: str) -> Result:
    if not Path(root).exists():
        raise ToolFailed(f"There is no directory {ws.shown(root)}.")
    if not Path(root).is_dir():
        raise ToolFailed(f"{ws.shown(root)} is a file; use read_file.")
    below: dict[str, int] = {}
    for name in ws.listings.files(root):
        top, slash, _ = name.partition("/")
        below[top + slash] = below.get(top + slash, 0) + 1
    names = newest_first(root, below)
    entries = [
        f"{readable(name)} ({below[name]} file{'s' * (below[name] > 1)})" for name in names if name.endswith("/")
    ]
    entries += [readable(name) for name in names if not name.endswith("/")]
    if not entries:
        return Result(f"[{ws.shown(root)} has no files, or only ignored ones]", summary="empty")
    shown = tuple(entries[:_MOST])
    more = len(entries) - len(shown)
    text = "\n".join([*shown, *([f"[{more:,} more]"] if more else [])])
    return Result(text, Paths(ws.shown(root), shown, more), summary=f"{len(entries)} entries")
