"""What a person could try first, made from the directory at a glance."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from heapq import nlargest
from itertools import islice
from pathlib import Path

_USUAL = ("explain this project", "list files", "find TODO")
_SOURCES = (".py", ".js", ".ts", ".tsx", ".rs", ".go", ".rb", ".java", ".kt", ".swift", ".php", ".cs", ".ex")
_NAME = re.compile(
    rb"^[ \t]*(?:export |public |pub |async )*(?:def|class|func|fn|function|struct|interface|trait) "
    rb"(?!test)([A-Za-z]\w{4,30})(?=\s*[(:{<\[=])",
    re.MULTILINE,
)
_ASIDE = frozenset({"tests", "test", "docs", "build", "dist", "node_modules", "vendor", "target", "venv"})
_MOST_FOLDERS = 8
_MOST_FILES = 100
_MOST_READ = 3
_HEAD = 16_000
"""Bytes read of one file."""


def tries(cwd: Path) -> tuple[str, ...]:
    """Three requests; one of them about a name out of the newest source files near the top, where there is one."""
    try:
        newest = nlargest(_MOST_READ, islice(_sources(cwd), _MOST_FILES))
        names = (found[1].decode() for _, path in newest if (found := _NAME.search(_head(path))))
        name = next(names, "")
    except OSError:
        return _USUAL
    return (_USUAL[0], f"where is {name} used", _USUAL[2]) if name else _USUAL


def _head(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(_HEAD)


def _sources(cwd: Path) -> Iterator[tuple[float, str]]:
    """Age and path of the source files at the top and in the first folders there."""
    folders: list[str] = []
    with os.scandir(cwd) as top:
        for entry in top:
            if entry.name.startswith(".") or entry.is_symlink():
                continue
            if entry.is_dir():
                folders += [entry.path] * (entry.name not in _ASIDE)
            elif entry.name.endswith(_SOURCES):
                yield entry.stat().st_mtime, entry.path
    for folder in islice(sorted(folders), _MOST_FOLDERS):
        with os.scandir(folder) as inside:
            for entry in inside:
                if entry.name.endswith(_SOURCES) and entry.is_file(follow_symlinks=False):
                    yield entry.stat().st_mtime, entry.path
