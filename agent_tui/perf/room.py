"""A home and a project of their own, so that measuring touches nothing of the person's."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from agent_tui.perf.server import ModelServer
from agent_tui.perf.terminal import Terminal

AGENT = (sys.executable, "-m", "agent_tui")
_KEPT = ("PATH", "LANG", "PYTHONPATH", "TMPDIR")
_LINGER = 120
_PATIENCE = 60.0
_FILES = 8


class Room:
    """Where agent is measured."""

    def __init__(self, root: Path, server: ModelServer, command: Sequence[str] = AGENT) -> None:
        self.home, self.project = root / "h", root / "shop"
        self.server = server
        self.command = tuple(command)
        self.home.mkdir()
        self.project.mkdir()
        for number in range(_FILES):
            lines = (f"def function_{line}(value):\n    return value + {line}\n" for line in range(20))
            (self.project / f"part_{number}.py").write_text("\n".join(lines))

    def env(self, *, demo: bool = False, linger: int = 0, **more: str) -> dict[str, str]:
        """An environment with our own server, or the demo model, and nothing of the person's."""
        kept = {name: value for name, value in os.environ.items() if name in _KEPT}
        model = (
            {} if demo else {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": self.server.url, "AGENT_MODEL": "openai/perf"}
        )
        return {**kept, "HOME": str(self.home), "AGENT_LINGER": str(linger), **model, **more}

    def terminal(self, *arguments: str, demo: bool = False, linger: int = 0, **more: str) -> Terminal:
        """The app in a terminal."""
        return Terminal([*self.command, *arguments], self.project, self.env(demo=demo, linger=linger, **more))

    def run(self, *arguments: str, demo: bool = False, linger: int = 0, **more: str) -> float:
        """Run agent without a terminal to its end; seconds it took. Raises `CalledProcessError`."""
        return self.timed(*self.command, *arguments, **self.env(demo=demo, linger=linger, **more))

    def timed(self, *command: str, **env: str) -> float:
        """Run any program in the project; seconds it took. Raises `CalledProcessError`."""
        began = time.monotonic()
        subprocess.run(
            command,
            cwd=self.project,
            env=self.env() | env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
        return time.monotonic() - began

    @contextmanager
    def warm(self) -> Iterator[int]:
        """Have a model process wait meanwhile; gives how long it lingers."""
        try:
            self.run("run", "perf hello", linger=_LINGER)
            yield _LINGER
        finally:
            self.run("worker", "stop")


@contextmanager
def room(command: Sequence[str] = AGENT) -> Iterator[Room]:
    """A room that is gone afterwards, with all that ran in it."""
    # A socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="ap", ignore_cleanup_errors=True) as folder, ModelServer() as server:
        yield Room(Path(folder).resolve(), server, command)
