"""`agent run` again and again, and `agent worker` between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.desk import Desk, opened
from tests.model.waiting import wait

NONE = "No model process waits for sessions.\n"


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened(tmp_path_factory.mktemp("d")) as found:
        yield found


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
    wait(lambda: "pid " in desk.agent("worker", "status", XDG_RUNTIME_DIR=""))
    assert "pid " in desk.agent("worker", "stop", XDG_RUNTIME_DIR="")
