from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent_tui.core import events as e
from agent_tui.core.messages import UserMessage
from agent_tui.session.log import Log
from agent_tui.session.timings import NAME, Timed, Timings, wanted
from tests.support.home import Home, make_home


def _lines(home: Home) -> list[dict[str, Any]]:
    file = home.root / ".local" / "state" / "agent" / NAME
    return [msgspec.json.decode(line) for line in file.read_bytes().splitlines()]


@pytest.mark.parametrize(
    ("env", "is_wanted"),
    [
        ({"AGENT_LOG_LEVEL": "debug"}, True),
        ({"LOG_LEVEL": "DEBUG"}, True),
        ({"AGENT_LOG_LEVEL": "INFO", "LOG_LEVEL": "DEBUG"}, False),
        ({}, False),
    ],
)
def test_our_own_variable_counts_more(env: dict[str, str], is_wanted: bool) -> None:
    assert wanted(env) is is_wanted


def test_a_turn_leaves_what_its_requests_and_tools_took_in_the_file_only(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    done = home.run("run", "explain this project", AGENT_LOG_LEVEL="DEBUG")
    lines = _lines(home)
    found = {line["what"] for line in lines}
    assert {"request", "tool", "turn"} <= found
    assert "seconds" not in done.stdout + done.stderr
    (turn,) = (line for line in lines if line["what"] == "turn")
    assert sum(line["seconds"] for line in lines if line["what"] == "request") <= turn["seconds"]


def test_without_the_variable_there_is_no_file(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    home.run("run", "hello")
    assert not list(home.root.rglob(NAME))


async def test_a_file_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a directory should be")
    journal = Timed(Log(tmp_path / "journal.jsonl", time.time), Timings(tmp_path / "state" / NAME))
    journal.append(e.TurnBegan(1, "hello", (UserMessage("hello"),)))
    journal.append(e.BatchEnded(1, 0.5))
    await journal.sync()
    journal.close()
    assert len((tmp_path / "journal.jsonl").read_bytes().splitlines()) == 2
