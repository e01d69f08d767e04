"""What a command in the sandbox may have left, looked at once it has ended, or at the next start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from agent_tui.permissions.aside import set_aside
from agent_tui.permissions.keeping import Entry, Keep


class _Running(Struct, frozen=True):
    """A command that may be running."""

    root: str
    entries: dict[str, Entry]
    place: str
    pid: int
    """Of the agent that runs it."""


class Watch:
    """One command, from before its start."""

    def __init__(self, root: str, kept: Keep, records: Path, place: Path, written: Callable[[str], bool]) -> None:
        """A record in `records` lasts as long as the command, for the case that this process does not.

        What is set aside comes to `place`; `written` tells which files this session's own tools wrote by leave.
        Raises `OSError`.
        """
        self._root = root
        self._entries = kept.entries
        self._written = written
        token = secrets.token_hex(4)
        self._place = place / token
        # Held open, a file that was replaced from outside can be told from one that was only moved away. A link cannot:
        # the command itself can remove it.
        files = (path for path, entry in kept.entries.items() if not entry.link)
        self._held = {path: opened for path in files if (opened := _opened(path)) >= 0}
        records.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._record = records / f"{token}.json"
        running = _Running(root, dict(kept.entries), str(self._place), os.getpid())
        self._record.write_bytes(msgspec.json.encode(running))

    def ended(self) -> tuple[str, ...]:
        """Set aside what the command must not have made, once all its processes are gone; sentences. Blocks."""
        try:
            return _told(set_aside(self._root, self._entries, self._replaced, self._place), self._place)
        finally:
            for opened in self._held.values():
                os.close(opened)
            self._held.clear()
            self._record.unlink(missing_ok=True)

    def _replaced(self, path: str) -> bool:
        gone = path in self._held and os.fstat(self._held[path]).st_nlink == 0
        return gone or self._written(path)


def recovered(records: Path, root: str) -> tuple[str, ...]:
    """Do for the commands in `root` of agents that were killed what these could not do any more; sentences. Blocks."""
    told: tuple[str, ...] = ()
    with suppress(OSError):
        for record in sorted(records.iterdir()):
            with suppress(OSError, msgspec.DecodeError):
                running = msgspec.json.decode(record.read_bytes(), type=_Running)
                if running.root != root or _alive(running.pid):
                    continue
                before = running.entries
                told += _told(set_aside(root, before, before.__contains__, Path(running.place)), Path(running.place))
                record.unlink()
    return told


def _told(result: tuple[tuple[str, ...], tuple[str, ...]], place: Path) -> tuple[str, ...]:
    moved, left = result
    told = []
    if moved:
        told.append(
            f"Set aside, since commands may not make it: {', '.join(moved)}. It lies in {place} now; "
            "write_file makes such a file where the user allows it."
        )
    if left:
        told.append(f"Made although commands may not, and not to be moved away: {', '.join(left)}.")
    return tuple(told)


def _opened(path: str) -> int:
    try:
        return os.open(path, getattr(os, "O_PATH", os.O_RDONLY) | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return -1


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
