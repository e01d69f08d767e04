"""A home and a project of their own, so that measuring touches nothing of the person's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from agent_tui.config.places import places
from agent_tui.core.errors import UserError
from agent_tui.model.joining import waiting
from agent_tui.perf.server import FOLDER, ModelServer
from agent_tui.perf.terminal import Terminal

AGENT = (sys.executable, "-m", "agent_tui")
LOCAL = {"LITELLM_LOCAL_MODEL_COST_MAP": "True"}
"""Without it LiteLLM goes to the network when it is imported."""
_KEPT = ("PATH", "LANG", "PYTHONPATH", "TMPDIR")
_LINGER = 600
_PATIENCE = 60.0
_FILES = 100
_NAMED = 6
"""Words of a command by which it is told from others."""


class Room:
    """Where agent is measured."""

    def __init__(self, root: Path, server: ModelServer, command: Sequence[str] = AGENT) -> None:
        self.home, self.project, self._root = root / "h", root / "shop", root
        self.server = server
        self.command = tuple(command)
        self._waits = False
        self.home.mkdir()
        (self.project / FOLDER).mkdir(parents=True)
        for number in range(_FILES):
            lines = (f"def part_{number}_{line}(value):\n    return value + {line}\n" for line in range(20))
            (self.project / FOLDER / f"part_{number}.py").write_text("\n".join(lines))

    def env(self, *, demo: bool = False, linger: int = 0, also: Mapping[str, str] = {}) -> dict[str, str]:
        """An environment with our own server, or the demo model, and nothing of the person's."""
        kept = {name: value for name, value in os.environ.items() if name in _KEPT}
        model = (
            {"AGENT_DEMO_RATE": "0"}
            if demo
            else {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": self.server.url, "AGENT_MODEL": "openai/perf"}
        )
        return {**kept, "HOME": str(self.home), "AGENT_LINGER": str(linger), **model, **also}

    def terminal(self, *arguments: str, demo: bool = False, linger: int = 0, also: Mapping[str, str] = {}) -> Terminal:
        """The app in a terminal."""
        return Terminal([*self.command, *arguments], self.project, self.env(demo=demo, linger=linger, also=also))

    def run(self, *arguments: str, demo: bool = False, linger: int = 0, also: Mapping[str, str] = {}) -> float:
        """Run agent without a terminal to its end; seconds it took. Raises `UserError`."""
        return self._timed((*self.command, *arguments), self.env(demo=demo, linger=linger, also=also))[0]

    def timed(self, *command: str, also: Mapping[str, str] = {}) -> tuple[float, bytes]:
        """Run any program in the project; seconds it took, and what it printed. Raises `UserError`."""
        return self._timed(command, self.env(also=also))

    def _timed(self, command: Sequence[str], env: Mapping[str, str]) -> tuple[float, bytes]:
        began = time.monotonic()
        done = subprocess.run(
            command,
            cwd=self.project,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise UserError(f"{' '.join(command[:_NAMED])} ended with {done.returncode}: {said}")
        return time.monotonic() - began, done.stdout

    def warm(self) -> int:
        """Have a model process wait from now on; gives how long it lingers."""
        if not self._waits:
            self.run("run", "perf hello", linger=_LINGER)
            self._waits = True
        return _LINGER

    def waiting(self) -> Sequence[int]:
        """The model processes that wait."""
        return [pid for pid, _ in waiting(places(self.env()).runtime)]

    @contextmanager
    def new_home(self) -> Iterator[None]:
        """Be someone who was never here, meanwhile."""
        before, self.home = self.home, self._root / "n"
        self.home.mkdir()
        try:
            yield
        finally:
            shutil.rmtree(self.home, ignore_errors=True)
            self.home = before

    def leave(self) -> None:
        """End the model process that waits, if there is one."""
        if self._waits:
            self.run("worker", "stop")


@contextmanager
def room(command: Sequence[str] = AGENT) -> Iterator[Room]:
    """A room that is gone afterwards, with all that ran in it."""
    # A socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="ap", ignore_cleanup_errors=True) as folder, ModelServer() as server:
        place = Room(Path(folder).resolve(), server, command)
        try:
            yield place
        finally:
            place.leave()
