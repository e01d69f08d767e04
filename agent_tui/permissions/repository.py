"""Whether git can be asked about a directory without the directory telling git what to run."""

from __future__ import annotations

import os
import re
from pathlib import Path

from agent_tui.permissions.commands import names

_SECTION = re.compile(r'\[\s*(?P<name>[A-Za-z0-9.-]+)(?:\s+"(?:[^"\\]|\\.)*")?\s*\](?P<rest>.*)')
_QUIET_SECTIONS = names("branch user author committer init pull push fetch rerere color advice gc pack merge rebase")
_QUIET_KEYS = {
    "core": names(
        """
    repositoryformatversion filemode bare logallrefupdates ignorecase precomposeunicode symlinks autocrlf eol
        safecrlf abbrev quotepath untrackedcache longpaths compression bigfilethreshold
    """
    ),
    "remote": names("url fetch pushurl push tagopt prune mirror"),
}


def quiet(cwd: str, root: str) -> bool:
    """Whether git, asked from `cwd`, finds a plain repository inside `root` whose settings run nothing."""
    for directory in (Path(cwd), *Path(cwd).parents):
        if not directory.is_relative_to(root):
            return False
        git = directory / ".git"
        if git.is_dir() and not git.is_symlink():
            return _plain(git) and not (directory / ".gitmodules").exists()
        # A directory that is itself laid out as a repository is taken for one.
        if git.exists() or git.is_symlink() or (directory / "HEAD").exists():
            return False
    return False


def _plain(git: Path) -> bool:
    # The hook runs whenever git writes its index anew, which it does when it is only asked for the status.
    strange = ("commondir", "modules", "config.worktree", "info/attributes", "hooks/post-index-change")
    if any(os.path.lexists(git / name) for name in strange) or (git / "hooks").is_symlink():
        return False
    try:
        text = (git / "config").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return _settings_quiet(text)


def _settings_quiet(text: str) -> bool:
    """Whether each setting is among those known to run nothing. What is not understood is not quiet."""
    section = ""
    for line in map(str.strip, text.splitlines()):
        if not line or line[0] in "#;":
            continue
        if line.endswith("\\"):
            return False
        if line.startswith("["):
            found = _SECTION.fullmatch(line)
            if found is None or found["rest"].strip():
                return False
            section = found["name"].lower()
            if section not in _QUIET_SECTIONS and section not in _QUIET_KEYS:
                return False
        else:
            key = line.partition("=")[0].strip().lower()
            if section in _QUIET_KEYS and key not in _QUIET_KEYS[section]:
                return False
    return True
