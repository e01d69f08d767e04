"""What the model is told once, in the first message: where it is, on what, and when."""

from __future__ import annotations

import asyncio
import os
import platform
import re
import time
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from agent_tui.core.git import DRIVERS, GIT, quiet
from agent_tui.core.sanitise import one_line
from agent_tui.core.verdicts import Mode
from agent_tui.prompting.find import prompt

_ENTRIES = 40
_LISTED = 100
"""Pieces of names, about one a token, so that the block stays under 200 tokens."""
_PIECE = re.compile(r"[A-Za-z]{1,6}|\d{1,3}|.")
_STATUS = (
    "status",
    "--porcelain",
    "--branch",
    "--untracked-files=normal",
    "--no-renames",
    # What a submodule's own settings name would run in it.
    "--ignore-submodules=all",
)
_SECONDS = 2


async def surroundings(root: Path, mode: Mode, overrides: Path | None = None) -> str:
    """The environment block: directory, system, shell, git state, date, mode and the first entries."""
    branch, listing = await asyncio.gather(_git_state(root), asyncio.to_thread(_entries, root))
    shell = Path(os.environ.get("SHELL", "bash")).name
    lines = [
        f"Working directory: {root}",
        f"System: {platform.system()} {platform.machine()}, shell {shell}",
        *([f"Git: {branch}"] if branch else []),
        f"Date: {time.strftime('%Y-%m-%d')}",
        mode_sentence(mode, overrides),
        f"Entries: {listing}",
    ]
    return "<environment>\n" + "\n".join(lines) + "\n</environment>"


def mode_sentence(mode: Mode, overrides: Path | None = None) -> str:
    """What the permission mode means, in a line for the model."""
    return f"Permission mode: {mode} ({prompt(f'modes/{mode}.md', overrides)})"


def _entries(root: Path) -> str:
    try:
        with os.scandir(root) as found:
            names = sorted(one_line(entry.name, 80) + ("/" if entry.is_dir() else "") for entry in found)
    except OSError as error:
        return f"cannot be listed ({error.strerror})"
    shown = [name for name in names if name not in (".git/", ".hg/", ".svn/")]
    told = _fitting(shown[:_ENTRIES])
    more = f" and {len(shown) - len(told)} more" if len(shown) > len(told) else ""
    return (", ".join(told) or "none") + more


def _fitting(names: Sequence[str]) -> Sequence[str]:
    """As many of the first `names` as there is room for."""
    sizes = accumulate(len(_PIECE.findall(name)) + 1 for name in names)
    return names[: sum(size <= _LISTED for size in sizes)]


async def _git_state(root: Path) -> str:
    """Branch and number of changed files, or nothing outside a repository and where git does not answer in 2 s."""
    try:
        async with asyncio.timeout(_SECONDS):
            drivers = await _git(root, quiet(os.environ), *DRIVERS)
            output = await _git(root, quiet(os.environ, (drivers or b"").split(b"\0")), *_STATUS)
    except (OSError, TimeoutError):
        return ""
    if output is None:
        return ""
    head, *changes = output.decode(errors="replace").splitlines() or [""]
    branch = head.removeprefix("## ").removeprefix("No commits yet on ").split("...")[0]
    return f"branch {one_line(branch, 80)}, {len(changes)} changed files"


async def _git(root: Path, environment: Mapping[str, str], *words: str) -> bytes | None:
    """What git prints, None where it fails. Raises `OSError`; cancelling ends it."""
    process = await asyncio.create_subprocess_exec(
        *GIT,
        *words,
        cwd=root,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    return None if process.returncode else output
