"""A person who runs `agent` again and again, with a provider of their own."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from agent_tui.model.joining import waiting
from tests.support.home import Home, make_home
from tests.support.openai_server import OpenAIServer, say


class Desk(Struct, frozen=True):
    """A person's home, a login's directory of sockets, and a provider."""

    home: Home
    server: OpenAIServer
    runtime: Path

    def agent(self, *arguments: str, **env: str) -> str:
        """What `agent` says."""
        usual = {
            "XDG_RUNTIME_DIR": str(self.runtime),
            "AGENT_LINGER": "60",
            "AGENT_MODEL": "openai/gpt-5",
            "OPENAI_BASE_URL": self.server.base_url,
            "OPENAI_API_KEY": "key-a",
        }
        done = self.home.run(*arguments, **{**usual, **env})
        return done.stdout + done.stderr

    def pids(self) -> list[int]:
        return [int(found) for found in re.findall(r"^pid (\d+)", self.agent("worker", "status"), re.MULTILINE)]

    def sessions(self) -> list[int]:
        """How many each worker has."""
        return [told.sessions for _, told in waiting(self.runtime / "agent") if told]


@contextmanager
def opened(root: Path) -> Iterator[Desk]:
    """A desk in `root`, and no worker after it."""
    runtime = root / "run"
    runtime.mkdir(mode=0o700)
    with OpenAIServer(always=say("Hello.")) as server:
        desk = Desk(make_home(root), server, runtime)
        try:
            yield desk
        finally:
            for pid in desk.pids():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
