"""The project's own instructions for agents: AGENTS.md from the person's configuration, then from the root down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

LIMIT = 32 * 1024
"""Bytes of instructions that reach the model in all."""
NAMES = ("AGENTS.md", "CLAUDE.md", "GEMINI.md")
"""The first that a directory has is read."""
_IMPORT = re.compile(r"^@(\S+)[ \t]*$", re.MULTILINE)
_DEPTH = 4


def instructions(cwd: Path, user_directory: Path) -> str:
    """The instruction files as one block marked as project data, farthest first; empty where there are none.

    A line `@path` is replaced by that file where it lies inside the file's own tree. What is over 32 KB is cut, and the
    block says so.
    """
    parts: list[str] = []
    room = LIMIT
    root = repository_root(cwd)
    for path in _files(cwd, root, user_directory):
        scope = user_directory if path.parent == user_directory else root
        text = _read(path, scope, _DEPTH).strip()
        if not text:
            continue
        data = text.encode()
        if len(data) > room:
            text = data[:room].decode(errors="ignore") + f"\n[cut: instructions are limited to {LIMIT // 1024} KB]"
        room = max(0, room - len(data))
        parts.append(f'<instructions from="{path}">\n{text}\n</instructions>')
        if not room:
            break
    return "\n\n".join(parts)


def repository_root(cwd: Path) -> Path:
    """The nearest directory at or above `cwd` that holds `.git`, else `cwd` itself."""
    return next((place for place in (cwd, *cwd.parents) if (place / ".git").exists()), cwd)


def _files(cwd: Path, root: Path, user_directory: Path) -> Iterator[Path]:
    inner = cwd.relative_to(root).parts
    places = [user_directory, *(root.joinpath(*inner[:depth]) for depth in range(len(inner) + 1))]
    for place in places:
        found = next((place / name for name in NAMES if (place / name).is_file()), None)
        if found is not None:
            yield found


def _read(path: Path, scope: Path, depth: int) -> str:
    try:
        with path.open("rb") as file:
            text = file.read(LIMIT + 1).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""

    def imported(found: re.Match[str]) -> str:
        target = (path.parent / found.group(1)).resolve()
        inside = target.is_relative_to(scope.resolve()) and target.is_file()
        return _read(target, scope, depth - 1) if inside and depth else found.group()

    return _IMPORT.sub(imported, text)
