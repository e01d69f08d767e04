"""Finds files by their names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from msgspec import Meta
from pathspec import GitIgnoreSpec

from agent_tui.core.effects import Effect, Reads
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Paths, Result
from agent_tui.tools.spec import tool
from agent_tui.tools.tree import files
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
    if not pattern.strip() or pattern.startswith("!"):
        raise ToolFailed("The pattern must say which names are wanted, like **/*.py.")
    spec = GitIgnoreSpec.from_lines([_anchored(pattern)])
    found = [name for name in files(root) if spec.match_file(name)]
    found.sort(key=lambda name: (-_changed(root, name), name))
    names = tuple(ws.shown(str(Path(root, name))) for name in found[:limit])
    more = len(found) - len(names)
    if not found:
        return Result(f"[no file matches {pattern}]", Paths(ws.shown(root), ()), summary="no files")
    lines = [*names, *([f"[{more:,} more; narrow the pattern]"] if more else [])]
    return Result("\n".join(lines), Paths(ws.shown(root), names, more), summary=f"{len(found)} files")


def _anchored(pattern: str) -> str:
    """A pattern with a slash counts from the directory searched, one without counts anywhere below it."""
    stripped = pattern.removeprefix("./")
    return f"/{stripped}" if "/" in stripped and not stripped.startswith(("/", "**")) else stripped


def _changed(root: str, name: str) -> int:
    try:
        return Path(root, name).lstat().st_mtime_ns
    except OSError:
        return 0
