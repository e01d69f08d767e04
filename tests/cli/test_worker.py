"""`agent run` again and again, and `agent worker` between."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from msgspec import Struct

from tests.model.waiting import wait
from tests.support.home import Home, make_home
from tests.support.openai_server import OpenAIServer, say

NONE = "No model process waits for sessions.\n"


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


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    root = tmp_path_factory.mktemp("d")
    runtime = root / "run"
    runtime.mkdir(mode=0o700)
    with OpenAIServer(always=say("Hello.")) as server:
        found = Desk(make_home(root), server, runtime)
        yield found
        for pid in found.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def test_runs_share_a_worker_until_it_is_stopped(desk: Desk) -> None:
    assert desk.agent("worker", "status") == NONE
    assert desk.agent("run", "hello") == "Hello.\n"
    (pid,) = desk.pids()
    assert desk.agent("run", "hello", OPENAI_API_KEY="key-b") == "Hello.\n"
    assert [each.headers["authorization"] for each in desk.server.requests] == ["Bearer key-a", "Bearer key-b"]
    told = desk.agent("worker", "status")
    assert re.fullmatch(
        rf"pid {pid}  agent \S+  litellm \S+  \d+ s old  0 sessions  2 requests(  \d+ MB)?  ends in (\d+ s|1 min)\n",
        told,
    )
    assert f"pid {pid}" in desk.agent("doctor")
    assert desk.agent("worker", "stop") == f"pid {pid}  ends\n"
    wait(lambda: not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text())
    assert desk.agent("worker", "status") == desk.agent("worker", "stop") == NONE


@pytest.mark.parametrize(
    "env", [{"AGENT_LINGER": "0"}, {"AGENT_MODEL": "demo"}, {"AGENT_MODEL": "demo", "OPENAI_API_KEY": ""}]
)
def test_no_worker_stays_where_none_is_wanted(desk: Desk, env: dict[str, str]) -> None:
    assert desk.agent("run", "hello", **env)
    assert desk.pids() == []
    assert not list(desk.runtime.iterdir())


def test_without_a_login_s_directory_it_waits_among_the_state(desk: Desk) -> None:
    assert desk.agent("run", "hello", XDG_RUNTIME_DIR="") == "Hello.\n"
    place = desk.home.root / ".local" / "state" / "agent" / "run"
    assert place.stat().st_mode & 0o777 == 0o700
    assert "pid " in desk.agent("worker", "stop", XDG_RUNTIME_DIR="")
