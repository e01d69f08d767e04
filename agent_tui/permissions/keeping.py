"""Finds what commands must leave as it is though they may write to the workspace."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path, PurePath
from stat import S_ISREG

from msgspec import Struct

from agent_tui.permissions.paths import protected

WHOLE = frozenset(("node_modules", ".venv", "venv", "__pycache__", "target", ".tox", ".nox", ".mypy_cache"))
"""Directories of made things, which are not searched for protected names."""
_GIT = ("config", "config.worktree", "hooks", "commondir", "modules", "worktrees")
"""What decides in a repository's own directory what programs run, or where to look for that."""
_FEW = 200
"""Files with second names that are held one by one; of more, the directories are. Each costs the start of a command."""


class Entry(Struct, frozen=True):
    """Which file a name stood for."""

    device: int
    inode: int
    link: str = ""
    """Where it leads, for a symbolic link."""


class Keep(Struct, frozen=True):
    """What of a workspace commands cannot change."""

    entries: dict[str, Entry]
    """Protected files, directories and links that exist, by absolute path; what is in them is not named."""
    linked: tuple[str, ...] = ()
    """Files with a second name, which may lie outside, or directories that are full of them."""
    repositories: tuple[str, ...] = ()
    """Directories that are written by git, and must stay where they are; they are among the entries."""

    @property
    def read_only(self) -> tuple[str, ...]:
        """What cannot be written; links are left out, for only their names can be changed."""
        written = set(self.repositories)
        held = (path for path, entry in self.entries.items() if not entry.link and path not in written)
        return (*held, *self.linked)


def keep(root: str, own: Collection[str] = ()) -> Keep:
    """What to keep below `root`, an absolute path without links; `own` are the agent's directories. Blocks."""
    found: dict[str, Entry] = {}
    linked: dict[str, list[str]] = {}
    repositories: list[str] = []
    for directory, entry, is_kept in _walked(root, own):
        if is_kept:
            _note(entry, found)
            if _is_repository(entry):
                repositories.append(entry.path)
        elif _has_second_name(entry):
            linked.setdefault(directory, []).append(entry.path)
    return Keep(found, tuple(_held(linked, root)), tuple(repositories))


def entries(root: str) -> dict[str, Entry]:
    """The protected files, directories and links below `root`, as in `Keep`. Blocks."""
    found: dict[str, Entry] = {}
    for _, entry, is_kept in _walked(root, ()):
        if is_kept:
            _note(entry, found)
    return found


def _walked(root: str, own: Collection[str]) -> Iterator[tuple[str, os.DirEntry[str], bool]]:
    """All entries but plain directories, with the directory each lies in and whether it is protected."""
    waiting = [root]
    while waiting:
        directory = waiting.pop()
        above = PurePath(directory).name
        for entry in _listed(directory):
            if _is_repository(entry):
                yield directory, entry, True
                yield from ((entry.path, part, True) for part in _listed(entry.path) if part.name in _GIT)
                waiting.append(f"{entry.path}/objects")
            elif entry.path in own or protected((above, entry.name)):
                yield directory, entry, True
            elif not entry.is_dir(follow_symlinks=False):
                yield directory, entry, False
            elif entry.name not in WHOLE:
                waiting.append(entry.path)


def _is_repository(entry: os.DirEntry[str]) -> bool:
    return entry.name == ".git" and entry.is_dir(follow_symlinks=False)


def _listed(directory: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as found:
            return list(found)
    except OSError:
        return []


def _note(entry: os.DirEntry[str], entries: dict[str, Entry]) -> None:
    try:
        status = entry.stat(follow_symlinks=False)
        link = str(Path(entry.path).readlink()) if entry.is_symlink() else ""
    except OSError:
        return
    entries[entry.path] = Entry(status.st_dev, status.st_ino, link)


def _has_second_name(entry: os.DirEntry[str]) -> bool:
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError:
        return False
    return S_ISREG(status.st_mode) and status.st_nlink > 1


def _held(linked: dict[str, list[str]], root: str) -> Iterator[str]:
    few = sum(map(len, linked.values())) <= _FEW
    for directory, paths in linked.items():
        if few or directory == root:
            yield from paths
        else:
            yield directory
