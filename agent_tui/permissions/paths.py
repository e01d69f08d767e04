"""Where a path really leads, and whether it may be touched without asking."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path, PurePath
from stat import S_ISDIR, S_ISREG

from msgspec import Struct

_KERNEL = (("/", "proc"), ("/", "dev"), ("/", "sys"))
_START_FILE = re.compile(
    r"\.(bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|zlogout|kshrc"
    r"|cshrc|tcshrc|login|logout|inputrc|envrc|xprofile|xinitrc|xsessionrc|pam_environment)|config\.fish"
)
_OWN_MEANING = frozenset(
    (
        ".git", ".agent", ".vscode", ".idea", ".claude", ".cursor", ".codex", ".gemini", ".devcontainer", ".husky",
        ".circleci", ".ssh", ".gnupg", ".aws", ".kube", ".gitconfig", ".gitmodules", ".gitattributes", ".ripgreprc",
        ".mcp.json", ".netrc", ".npmrc", ".yarnrc", ".yarnrc.yml", ".pypirc", ".pre-commit-config.yaml",
        ".gitlab-ci.yml", ".travis.yml", ".drone.yml", "jenkinsfile", "azure-pipelines.yml", "bitbucket-pipelines.yml",
        "agents.md", "agents.override.md", "claude.md", "claude.local.md", "gemini.md", ".cursorrules",
        "sitecustomize.py", "usercustomize.py",
    )
)  # fmt: skip
_PAIRS = frozenset(
    ((".github", "workflows"), (".github", "actions"), (".config", "git"), (".config", "fish"), (".config", "agent"))
)
_ENV_EXAMPLES = frozenset((".env.example", ".env.sample", ".env.template", ".env.dist"))


class Place(Struct, frozen=True):
    """A path with all links resolved."""

    real: str
    inside: bool
    """Whether it lies in the workspace."""
    concern: str = ""
    """Why it must be asked about wherever it lies; empty where nothing speaks against it."""


def fold(name: str, insensitive: bool) -> str:
    """`name` in the form that a file system without letter case would compare."""
    return unicodedata.normalize("NFC", name).casefold() if insensitive else name


class Confines:
    """The workspace, compared by parts of real paths and never by string prefix."""

    def __init__(
        self,
        root: str | Path,
        own: Iterable[str | Path] = (),
        readable: Iterable[str | Path] = (),
        insensitive: bool = sys.platform == "darwin",
    ) -> None:
        """`own` holds directories that decide what the agent may do; `readable` may be read though outside."""
        self.root = os.path.realpath(root)
        self.insensitive = insensitive
        self._own = tuple(self._parts(os.path.realpath(path)) for path in own)
        self._readable = tuple(self._parts(os.path.realpath(path)) for path in readable)
        self._root_parts = self._parts(self.root)

    def read(self, path: str) -> Place:
        """Where reading `path` leads."""
        if problem := _unusable(path):
            return Place(path, False, problem)
        real, problem = followed(path)
        if problem:
            return Place(real, False, problem)
        parts = self._parts(real)
        inside = _below(parts, self._root_parts) or any(_below(parts, root) for root in self._readable)
        return Place(real, inside, _special(path, real))

    def write(self, path: str) -> Place:
        """Where writing `path` leads, which need not exist."""
        if problem := _unusable(path):
            return Place(path, False, problem)
        real, problem = followed(path)
        if problem:
            return Place(real, False, problem)
        inside = _below(self._parts(real), self._root_parts)
        return Place(
            real, inside, self.policy(real) or _special(path, real) or self._protected(path, real) or _linked(real)
        )

    def policy(self, path: str) -> str:
        """Why writing `path` would change what the agent itself may do; empty where it would not."""
        parts = self._parts(followed(path)[0])
        named = self._named(followed(path)[0])
        mine = any(_below(parts, own) for own in self._own) or ".agent" in (part.casefold() for part in named)
        return "it belongs to this agent's own settings" if mine else ""

    def _protected(self, path: str, real: str) -> str:
        return protected(self._named(os.path.normpath(path))) or protected(self._named(real))

    def _named(self, path: str) -> tuple[str, ...]:
        """The parts of `path` that count: those below the root where it lies inside, else all."""
        parts = PurePath(path).parts
        return parts[len(self._root_parts) :] if _below(self._parts(path), self._root_parts) else parts

    def _parts(self, path: str) -> tuple[str, ...]:
        return tuple(fold(part, self.insensitive) for part in PurePath(path).parts)


def protected(parts: Iterable[str]) -> str:
    """Why writing a path of these parts is always asked about; empty where it is not. Letter case does not count."""
    names = [unicodedata.normalize("NFKC", part).casefold().rstrip(". ") for part in parts]
    for first, second in pairwise(names):
        if (first, second) in _PAIRS:
            return f"`{first}/{second}` decides what other programs run"
    for name in names:
        if name in _OWN_MEANING or _START_FILE.fullmatch(name):
            return f"`{name}` decides what other programs run"
        if (name == ".env" or name.startswith(".env.")) and name not in _ENV_EXAMPLES:
            return f"`{name}` holds secrets"
    return ""


def may_hold_protected(name: str) -> bool:
    """Whether a directory of this name is protected in part, by what it holds."""
    return any(name.casefold() == first for first, _ in _PAIRS)


def _below(parts: tuple[str, ...], root: tuple[str, ...]) -> bool:
    return parts[: len(root)] == root


def followed(path: str) -> tuple[str, str]:
    """`path` with all links resolved, and why that was not possible; empty where it was."""
    try:
        return os.path.realpath(path), ""
    except OSError as error:
        return os.path.normpath(path), f"it cannot be followed ({error.strerror})"


def _unusable(path: str) -> str:
    if "\0" in path:
        return "its name holds a NUL character"
    if not path.startswith("/"):
        return "it is not an absolute path"
    return ""


def _special(path: str, real: str) -> str:
    """Why a path is no plain file or directory; empty where it is one or does not exist."""
    if any(_below(PurePath(name).parts, top) for name in (os.path.normpath(path), real) for top in _KERNEL):
        return "it belongs to the kernel"
    try:
        mode = os.lstat(real).st_mode
    except FileNotFoundError:
        return ""
    except OSError as error:
        return f"it cannot be looked at ({error.strerror})"
    return "" if S_ISREG(mode) or S_ISDIR(mode) else "it is neither a file nor a directory"


def _linked(real: str) -> str:
    try:
        status = os.lstat(real)
    except FileNotFoundError:
        return ""
    several = S_ISREG(status.st_mode) and status.st_nlink > 1
    return "the same file has another name elsewhere (a hard link)" if several else ""
