"""Marks that an app stands, so that the next one knows of those that fell."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from agent_tui.tui.unsent import left_behind

_PREFIX = "standing-"


class Standing:
    """A file that only an app that was killed leaves behind."""

    def __init__(self, folder: Path | None = None) -> None:
        """Without `folder` nothing is marked."""
        self._folder = folder

    def begin(self) -> bool:
        """Mark this process; whether one before it ended without taking its mark away, which is told once."""
        if self._folder is None:
            return False
        fallen = left_behind(self._folder, _PREFIX)
        # The app goes on where nothing can be marked.
        with suppress(OSError):
            for path in fallen:
                path.unlink(missing_ok=True)
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._mark(self._folder).touch(mode=0o600)
        return bool(fallen)

    def end(self) -> None:
        """Take the mark of this process away."""
        if self._folder is not None:
            with suppress(OSError):
                self._mark(self._folder).unlink(missing_ok=True)

    def _mark(self, folder: Path) -> Path:
        return folder / f"{_PREFIX}{os.getpid()}"
