"""The project's own instructions for agents: AGENTS.md from the person's configuration, then from the root down."""

from __future__ import annotations

import os
from pathlib import Path

from agent_tui.extensions.imports import Imports

LIMIT = 32 * 1024
"""Bytes of instructions that reach the model in all."""
CUT = f"[cut: instructions are limited to {LIMIT // 1024} KB]"
"""Stands where instructions end too early."""
NAMES = ("AGENTS.md", "CLAUDE.md", "GEMINI.md")
"""The first that a directory has is read."""


def instructions(cwd: Path, user_directory: Path) -> str:
    """The instruction files as one block marked as project data, farthest first; empty where there are none.

    What they name as `@path` comes with them: in the repository where that lies in it, for the person's own from
    anywhere. What is over 32 KB is cut, and the block says so.
    """
    parts: list[str] = []
    room = LIMIT
    root = repository_root(cwd)
    for path in instruction_files(cwd, user_directory):
        block, size = _block(path, None if path.parent == user_directory else root, room)
        if block:
            parts.append(block)
        room -= size
        if room < 0:
            break
    return "\n\n".join(parts)


def instruction_files(cwd: Path, user_directory: Path) -> tuple[Path, ...]:
    """The files that `instructions` reads, farthest first."""
    root = repository_root(cwd)
    found = [_file(user_directory, None), *(_file(place, root) for place in _down(root, cwd))]
    return tuple(path for path in found if path is not None)


def nearby(cwd: Path, path: str) -> str:
    """The block of the file that is nearest to `path`, where that lies deeper than `instructions` look; else empty."""
    root = repository_root(cwd)
    directory = Path(os.path.normpath(path)).parent
    if not directory.is_relative_to(root):
        return ""
    told = _down(root, cwd)
    deeper = (place for place in reversed(_down(root, directory)) if place not in told)
    found = next((found for place in deeper if (found := _file(place, root)) is not None), None)
    return _block(found, root, LIMIT)[0] if found is not None else ""


def repository_root(cwd: Path) -> Path:
    """The nearest directory at or above `cwd` that holds `.git`, else `cwd` itself."""
    return next((place for place in (cwd, *cwd.parents) if (place / ".git").exists()), cwd)


def _down(root: Path, directory: Path) -> list[Path]:
    """The directories from `root` to `directory`, both included."""
    inner = directory.relative_to(root).parts
    return [root.joinpath(*inner[:depth]) for depth in range(len(inner) + 1)]


def _file(place: Path, scope: Path | None) -> Path | None:
    """The instruction file of a directory; not one that leads out of `scope`, where there is one."""
    found = next((place / name for name in NAMES if (place / name).is_file()), None)
    inside = found is not None and (scope is None or found.resolve().is_relative_to(scope.resolve()))
    return found if inside else None


def _block(path: Path, scope: Path | None, room: int) -> tuple[str, int]:
    """A file as a block of at most `room` bytes, and the bytes it has; empty where it says nothing."""
    text = Imports(scope, LIMIT).text(path).strip()
    if not text:
        return "", 0
    data = text.encode()
    if len(data) > room:
        text = data[:room].decode(errors="ignore") + f"\n{CUT}"
    return f'<instructions from="{path}">\n{text}\n</instructions>', len(data)
