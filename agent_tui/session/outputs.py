"""Whole texts beside the journal: what the conversation has only in part."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from agent_tui.core.trimming import KEPT


class Outputs:
    """A `core.ports.Outputs` in a directory that only this user can read."""

    def __init__(self, directory: Path, masked: Callable[[str], str]) -> None:
        self._directory = directory
        self._masked = masked

    @property
    def directory(self) -> str:
        return KEPT

    def keep(self, name: str, text: str) -> None:
        """As `core.ports.Outputs`; secrets are masked."""
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(self._directory / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(self._masked(text))
