"""The files that ripgrep would search, told without it: by its ignore files and its globs."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path

from msgspec import Struct

from agent_tui.core.errors import ToolFailed
from agent_tui.core.git import GIT, quiet
from agent_tui.tools.pattern import compiled
from agent_tui.tools.tree import VERSION_CONTROL

_SECONDS = 5


class _Rule(Struct, frozen=True):
    """One line of an ignore file."""

    expression: re.Pattern[str]
    ignores: bool
    directories_only: bool


_Rules = tuple[_Rule, ...]


class _Level(Struct, frozen=True):
    """The ignore files of one directory."""

    base: str
    """With a slash at its end."""
    own: _Rules
    plain: _Rules
    git: _Rules
    exclude: _Rules
    repository: bool
    """Whether it is the top of a repository: what lies above it no longer counts as git's."""


def unignored(root: str, glob: str = "") -> Iterator[str]:
    """Paths of files and links below `root`, relative to it. Links are not followed. Blocks. Raises `OSError`."""
    above = [_level(f"{parent}/".replace("//", "/")) for parent in Path(root).parents]
    wanted = _Wanted(glob)
    shared = _person_wide()
    waiting: list[tuple[str, Sequence[_Level]]] = [("", above)]
    while waiting:
        base, outer = waiting.pop()
        try:
            with os.scandir(f"{root}/{base}") as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except PermissionError:
            continue
        levels = [_level(f"{root}/{base}"), *outer]
        below: list[str] = []
        for entry in entries:
            name, is_directory = base + entry.name, entry.is_dir(follow_symlinks=False)
            said = wanted.says(name, entry.name, is_directory)
            if said is None:
                said = not _ignored(f"{root}/{name}", is_directory, levels, shared)
            if not said:
                continue
            if is_directory:
                below.append(f"{name}/")
            else:
                yield name
        waiting += [(name, levels) for name in reversed(below)]


class _Wanted:
    """A glob, which counts more than all ignore files."""

    def __init__(self, glob: str) -> None:
        self._rule = _rule(glob) if glob else None

    def says(self, name: str, last: str, is_directory: bool) -> bool | None:
        """Whether it takes an entry, or leaves it out; None where it says nothing."""
        if last in VERSION_CONTROL:
            return False
        if self._rule is None:
            return None
        taken = self._rule.ignores
        if _speaks(self._rule, name, is_directory):
            return taken
        return False if taken and not is_directory else None


def _level(base: str) -> _Level:
    repository = os.path.lexists(f"{base}.git")
    return _Level(
        base,
        _rules(f"{base}.rgignore"),
        _rules(f"{base}.ignore"),
        _rules(f"{base}.gitignore"),
        _rules(f"{base}.git/info/exclude") if repository else (),
        repository,
    )


def _ignored(path: str, is_directory: bool, levels: Sequence[_Level], shared: _Rules) -> bool:
    """Files for ripgrep alone count most, those for git least; of each kind the nearest that says anything."""
    ours = _of_repository(levels)
    kinds = (
        ((level.base, level.own) for level in levels),
        ((level.base, level.plain) for level in levels),
        ((level.base, level.git) for level in ours),
        ((level.base, level.exclude) for level in ours),
        ((level.base, shared) for level in ours[-1:]),
    )
    said = (
        rule.ignores
        for base, rules in chain.from_iterable(kinds)
        for rule in reversed(rules)
        if _speaks(rule, path[len(base) :], is_directory)
    )
    return next(said, False)


def _speaks(rule: _Rule, name: str, is_directory: bool) -> bool:
    return (is_directory or not rule.directories_only) and rule.expression.fullmatch(name) is not None


def _of_repository(levels: Sequence[_Level]) -> Sequence[_Level]:
    """The levels up to the top of the repository; none outside of one."""
    top = next((at for at, level in enumerate(levels) if level.repository), None)
    return levels[: top + 1] if top is not None else ()


def _person_wide() -> _Rules:
    """The ignore file that the person has for all repositories."""
    try:
        asked = (*GIT, "config", "--get", "--type=path", "core.excludesFile")
        done = subprocess.run(asked, env=quiet(os.environ), capture_output=True, timeout=_SECONDS, check=False)
        named = os.fsdecode(done.stdout).rstrip("\n")
    except (OSError, subprocess.TimeoutExpired):
        named = ""
    settings = os.environ.get("XDG_CONFIG_HOME") or str(Path("~/.config").expanduser())
    return _rules(named or f"{settings}/git/ignore")


def _rules(path: str) -> _Rules:
    try:
        text = Path(path).read_text(encoding="utf-8-sig", errors="surrogateescape")
    except OSError:
        return ()
    rules: list[_Rule] = []
    for line in text.split("\n"):
        # A pattern that cannot be read says nothing, as for ripgrep.
        with suppress(ToolFailed):
            if line.strip() and not line.startswith("#"):
                rules.append(_rule(line.removesuffix("\r")))
    return tuple(rules)


def _rule(line: str) -> _Rule:
    """Raises `ToolFailed`."""
    pattern = line.removeprefix("!")
    return _Rule(compiled(pattern), not line.startswith("!"), pattern.rstrip().endswith("/"))
