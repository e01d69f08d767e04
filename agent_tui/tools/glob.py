"""Finds files by their names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from agent_tui.core.effects import Effect, Reads
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Paths, Result
from agent_tui.tools.pattern import compiled
from agent_tui.tools.spec import tool
from agent_tui.tools.tree import newest_first, readable
from agent_tui.tools.workspace import Workspace


def _effect(ws: Workspace, path: str) -> Effect:
    return Reads((ws.absolute(path),))


@tool(effect=_effect, title=lambda pattern, path: pattern if path == "." else f"{pattern} in {path}")
async def glob(
    ws: Workspace,
    pattern: Annotated[str, Meta(description="Like src/**/*.py")],
    path: Annotated[str, Meta(description="Directory to search")] = ".",
    limit: Annotated[int, Meta(ge=1, le=1000, description="Most names")] = 100,
) -> Result:
    """Names, the newest file first, then how many more there are."""
    return await ws.off_loop(lambda: _glob(ws, pattern, ws.absolute(path), limit))


def _glob(ws: Workspace, pattern: str, root: str, limit: int) -> Result:
    if not Path(root).is_dir():
        raise ToolFailed(f"{ws.shown(root)} is not a directory.")
    wanted = compiled(pattern)
    found = newest_first(root, (name for name in ws.listings.files(root) if wanted.fullmatch(name)))
    names = tuple(readable(ws.shown(f"{root}/{name}")) for name in found[:limit])
    more = len(found) - len(names)
    if not found:
        return Result(f"[no file matches {pattern}; ignored files are not searched]", summary="no files")
    lines = [*names, *([f"[{more:,} more; narrow the pattern]"] if more else [])]
    count = "1 file" if len(found) == 1 else f"{len(found):,} files"
    return Result("\n".join(lines), Paths(ws.shown(root), names, more), summary=count)
