"""The files of a directory, as git would list them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

VERSION_CONTROL = frozenset({".git", ".hg", ".svn", ".jj", "CVS"})
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false")
_SECONDS = 20


def files(root: str) -> list[str]:
    """Paths below `root`, relative to it: tracked ones and new ones that no ignore file names.

    Hidden files are among them, version-control folders are not; links to directories are not followed. Raises
    `OSError`.
    """
    listed = _by_git(root)
    return listed if listed is not None else sorted(_by_walk(root))


def _by_git(root: str) -> list[str] | None:
    """None where `root` is in no repository, or git is not there."""
    try:
        done = subprocess.run(
            [*_GIT, "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "-z", "--", "."],
            cwd=root,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    names = {os.fsdecode(name) for name in done.stdout.split(b"\0") if name}
    # The index still names what was deleted, and repositories inside this one by their folder.
    return sorted(name for name in names if _is_file(root, name))


def _is_file(root: str, name: str) -> bool:
    path = Path(root, name)
    return path.is_symlink() or path.is_file()


def _by_walk(root: str) -> Iterator[str]:
    stack: list[tuple[str, tuple[tuple[str, GitIgnoreSpec], ...]]] = [("", ())]
    while stack:
        place, rules = stack.pop()
        try:
            entries = sorted(os.scandir(Path(root, place)), key=lambda entry: entry.name)
        except PermissionError:
            continue
        own = next((_spec(entry) for entry in entries if entry.name == ".gitignore"), None)
        if own is not None:
            rules = (*rules, (place, own))
        for entry in entries:
            name = f"{place}/{entry.name}" if place else entry.name
            is_directory = entry.is_dir(follow_symlinks=False)
            if entry.name in VERSION_CONTROL or _ignored(name, rules, is_directory):
                continue
            if is_directory:
                stack.append((name, rules))
            else:
                yield name


def _spec(entry: os.DirEntry[str]) -> GitIgnoreSpec | None:
    try:
        lines = Path(entry.path).read_text(errors="surrogateescape").splitlines()
    except OSError:
        return None
    return GitIgnoreSpec.from_lines(lines)


def _ignored(name: str, rules: tuple[tuple[str, GitIgnoreSpec], ...], is_directory: bool) -> bool:
    """The nearest ignore file that says anything of `name` decides."""
    for place, spec in reversed(rules):
        inner = name[len(place) + 1 :] if place else name
        verdict = spec.check_file(f"{inner}/" if is_directory else inner).include
        if verdict is not None:
            return verdict
    return False
