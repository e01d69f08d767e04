"""The measuring itself, against real programs whose faults are known."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from agent_tui.core.errors import UserError
from agent_tui.perf.figures import Measured
from agent_tui.perf.room import room
from agent_tui.perf.sections import measure
from agent_tui.perf.server import answer, first, last, prose
from agent_tui.perf.targets import verdict
from tests.support.home import make_home


def _judged(measured: Measured) -> dict[str, str]:
    return {figure.name: verdict(figure) for figure in measured.figures}


def test_a_delay_that_was_planted_is_found() -> None:
    slow = (sys.executable, "-c", "import time; time.sleep(0.2)")
    told: list[str] = []
    assert _judged(measure(["version"], 1, told.append, slow)) == {"agent --version": "missed"}
    assert told == ["version 1/1"]


def test_the_demo_needs_no_server_and_what_went_wrong_is_told() -> None:
    with room() as place:
        place.run("run", "hello", demo=True)
        assert not place.server.arrivals
        with pytest.raises(UserError, match="There is no session nosuch"):
            place.run("run", "hello", "--resume", "nosuch")


def test_what_cannot_be_measured_is_told_and_the_rest_goes_on() -> None:
    broken = (sys.executable, "-c", "import sys; sys.exit('--version' in sys.argv)")
    told: list[str] = []
    measured = measure(["version", "planted"], 1, told.append, broken)
    assert list(measured.failed) == ["version"]
    assert told == ["planted 1/1", "version 1/1"]
    assert "planted delay: error" in _judged(measured)


def test_the_command_writes_a_table_and_a_file_that_it_can_compare_with(tmp_path: Path) -> None:
    home, file = make_home(tmp_path), tmp_path / "figures.json"
    first = home.run("perf-test", "--only", "version", "--iterations", "2", "--save", str(file))
    assert "agent --version" in first.stdout
    kept = msgspec.json.decode(file.read_bytes(), type=Measured)
    assert len(kept.figures[0].values) == 2
    again = home.run("perf-test", "--only", "version", "--iterations", "1", "--baseline", str(file))
    assert "×" in again.stdout
    assert not home.journals
    assert not list(home.root.iterdir())


def test_a_file_that_cannot_be_written_is_told_of_before_anything_is_measured(tmp_path: Path) -> None:
    done = make_home(tmp_path).run("perf-test", "--only", "version", "--save", str(tmp_path / "no" / "figures.json"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "Cannot write" in done.stderr


@pytest.mark.parametrize(
    "kept",
    [b"", b"garbage", b"[]", b'{"figures":[],"machine":"\xff"}', b'{"figures":[{"name":"x","unit":"s","values":[]}]}'],
)
def test_a_file_that_is_no_baseline_is_told_of_before_anything_is_measured(tmp_path: Path, kept: bytes) -> None:
    file = tmp_path / "figures.json"
    file.write_bytes(kept)
    done = make_home(tmp_path).run("perf-test", "--only", "version", "--baseline", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not what --save writes" in done.stderr


def test_the_command_names_the_parts_where_one_is_unknown(tmp_path: Path) -> None:
    done = make_home(tmp_path).run("perf-test", "--only", "speed")
    assert done.returncode == 2
    assert "there are planted, version, start" in done.stderr


def test_the_server_sends_what_a_prompt_asks_for() -> None:
    text = prose(200)
    assert (len(text), text[0], text[-1]) == (200, first(200), last(200))
    assert "".join(text).count("```") % 2 == 0
    parts, rate = answer({"messages": [{"role": "user", "content": "perf stream 50 150"}]})
    assert rate == 150
    assert sum(b'"content"' in part for part in parts) == 50


def test_a_run_of_steps_ends_once_all_were_taken() -> None:
    talk = [{"role": "user", "content": "perf steps 1"}]
    step = b"".join(answer({"messages": talk})[0])
    assert b"read_file" in step
    after = [*talk, {"role": "assistant"}, {"role": "tool", "content": "…"}]
    assert b"read_file" not in b"".join(answer({"messages": after})[0])


def test_the_costliest_sections_measure_the_product() -> None:
    told: list[str] = []
    measured = measure(["demo", "steps", "work", "inside", "stalls", "long"], 1, told.append)
    assert not measured.failed
    found = {figure.name: figure.value for figure in measured.figures}
    assert found["demo model: start to first words"] > found["demo model: Enter to first words"] > 0
    assert 0 < found["token efficiency"] <= 100
    assert found["token counting: 200,000 tokens"] > found["token counting: after one more message"] > 0
    assert found["key echo, 10,000 messages: p99 over empty"] > 0
    assert found["8 searches, together over in turn"] > 0
    assert found["key echo, 1,000 messages: p99"] > 0
    (stall,) = (figure for figure in measured.figures if figure.name == "longest stall, 10,000 messages")
    assert stall.value == 0 or "busy, in " in stall.note


def test_a_room_leaves_nothing() -> None:
    with room() as place:
        root = place.home.parent
        place.run("--version")
    assert not root.exists()
