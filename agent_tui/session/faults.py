"""Reports of faults in agent itself, in files that a person can send."""

from __future__ import annotations

import os
import platform
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from agent_tui.core.sanitise import one_line, sanitise

_MOST = 20
"""Reports that are kept."""
TELLING = ("TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "TMUX", "SSH_TTY", "LANG", "LC_ALL", "SHELL")
"""Variables that say where agent ran, and nothing of the person."""


class Faults:
    """Writes a report for each fault and says so in one sentence."""

    def __init__(self, folder: Path, version: str, mask: Callable[[str], str], env: Mapping[str, str]) -> None:
        """`mask` takes secrets out of what is written."""
        self._folder = folder
        self._version = version
        self._mask = mask
        self._env = env

    def report(self, error: BaseException) -> str:
        """Write down what is known of `error`; the sentence says what it was and where the report is."""
        what = one_line(self._mask(f"{type(error).__name__}: {error}".removesuffix(": ")))
        told = f"A fault in agent itself: {what.rstrip('.')}."
        path = self._folder / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{os.getpid()}.txt"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room()
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
                file.write(sanitise(self._mask(self._described(error))))
        except OSError as problem:
            return f"{told} A report of it could not be written: {problem.strerror}."
        return f"{told} A report without keys is in {path}."

    def _described(self, error: BaseException) -> str:
        where = "  ".join(f"{name}={self._env[name]}" for name in TELLING if name in self._env)
        return (
            f"agent {self._version}, Python {platform.python_version()}, {platform.platform()}\n"
            f"{time.strftime('%Y-%m-%d %H:%M:%S %z')}, process {os.getpid()}\n"
            f"arguments: {sys.argv[1:]}\n"
            f"terminal: {where}\n\n"
            f"{''.join(traceback.format_exception(error))}\n"
        )

    def _make_room(self) -> None:
        """Let the oldest reports go."""
        for path in sorted(self._folder.glob("*.txt"))[: 1 - _MOST]:
            path.unlink(missing_ok=True)
