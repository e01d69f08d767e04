"""What is being written and what waits to be said, kept on disk so that a crash does not lose it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Literal


class Unsent:
    """The text of this process, and those of processes that ended without taking theirs away."""

    def __init__(self, folder: Path | None = None, kind: Literal["draft", "queue"] = "draft") -> None:
        """Without `folder` nothing is kept."""
        self._folder = folder
        self._kind = kind
        self._name = f"{kind}-{os.getpid()}"

    def write(self, text: str) -> None:
        """Keep `text` in place of what was kept before."""
        if self._folder is None:
            return
        if not text:
            self.drop()
            return
        part = self._folder / f"{self._name}.part"
        # Writing goes on where it cannot be kept.
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
                file.write(text)
            part.replace(self._folder / self._name)

    def drop(self) -> None:
        """Keep nothing of this process any more."""
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / self._name).unlink(missing_ok=True)

    def take_up(self) -> str:
        """The newest text of a process that has ended, which is then of this one; else nothing."""
        left = left_behind(self._folder, f"{self._kind}-") if self._folder is not None else []
        try:
            newest = max(left, key=lambda path: path.stat().st_mtime_ns, default=None)
            if newest is None:
                return ""
            text = newest.read_text(encoding="utf-8")
            newest.replace(newest.with_name(self._name))
        except (OSError, UnicodeDecodeError):
            return ""
        return text


def left_behind(folder: Path, prefix: str) -> list[Path]:
    """Files whose name is `prefix` and the number of a process that has ended."""
    return [path for path in folder.glob(f"{prefix}*") if _has_ended(path.name.removeprefix(prefix))]


def _has_ended(digits: str) -> bool:
    if not digits.isdecimal():
        return False
    try:
        os.kill(int(digits), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
