"""The files of a directory, exactly as git counts them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from agent_tui.core.git import GIT, quiet

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

VERSION_CONTROL = frozenset({".git", ".hg", ".svn", ".jj", "CVS"})
_LIST = ("ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "-z")
_SECONDS = 20

_Rules = tuple[tuple[str, "GitIgnoreSpec"], ...]
"""Ignore files with the directories they lie in, the innermost last."""


def files(root: str, *, git: bool = True) -> list[str]:
    """Paths below `root`, relative to it and sorted: tracked ones and new ones that no ignore file names.

    Hidden files are among them, version-control folders are not. Links are named, never followed; pipes and devices
    are left out. A repository inside a repository is one name with a slash at its end, as git has it. Without `git`,
    and outside a repository, the ignore files below `root` decide. Blocks. Raises `OSError`.
    """
    listed = _by_git(root) if git else None
    if listed is None:
        listed = list(_by_walk(root, git))
    return sorted(name for name in listed if VERSION_CONTROL.isdisjoint(name.split("/")))


def newest_first(root: str, names: Iterable[str]) -> list[str]:
    """`names` below `root`, the one changed last in front; equal ones by name."""

    def changed(name: str) -> int:
        try:
            return os.lstat(f"{root}/{name}").st_mtime_ns
        except OSError:
            return 0

    return sorted(names, key=lambda name: (-changed(name), name))


def readable(name: str) -> str:
    """A name as one line of text: quoted, with escapes, where it holds what does not print."""
    if name.isprintable():
        return name
    return f'"{"".join(one if one.isprintable() else _escaped(one) for one in name)}"'


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character, f"\\u{{{code:x}}}")


def _by_git(root: str) -> list[str] | None:
    """None outside a repository, or where git is absent or does not trust the repository."""
    try:
        done = subprocess.run(
            (*GIT, *_LIST),
            cwd=root,
            env=quiet(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    names = (os.fsdecode(name) for name in done.stdout.split(b"\0") if name)
    # The index still names what was deleted.
    return [name for name in names if os.path.lexists(f"{root}/{name}")]


def _by_walk(root: str, git: bool) -> Iterator[str]:
    waiting: list[tuple[str, _Rules]] = [("", ())]
    while waiting:
        base, rules = waiting.pop()
        try:
            with os.scandir(f"{root}/{base}") as found:
                entries = list(found)
        except PermissionError:
            continue
        names = {entry.name for entry in entries}
        if base and git and ".git" in names and (nested := _by_git(f"{root}/{base}")) is not None:
            yield from (base + name for name in nested)
            continue
        if ".gitignore" in names:
            rules = (*rules, (base, _spec(f"{root}/{base}.gitignore")))
        for entry in entries:
            name = base + entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in VERSION_CONTROL and not _ignored(f"{name}/", rules):
                    waiting.append((f"{name}/", rules))
            elif (entry.is_file(follow_symlinks=False) or entry.is_symlink()) and not _ignored(name, rules):
                yield name


def _spec(path: str) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    try:
        text = Path(path).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        text = ""
    return GitIgnoreSpec.from_lines(text.split("\n"))


def _ignored(name: str, rules: _Rules) -> bool:
    """The nearest ignore file that says anything of `name` decides; a directory has a slash at its end."""
    for base, spec in reversed(rules):
        # The expressions that patterns are turned into take a line break for the end; no pattern can name one.
        verdict = spec.check_file(name[len(base) :].replace("\n", "\ufffe")).include
        if verdict is not None:
            return verdict
    return False
