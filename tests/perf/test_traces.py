"""What a stream may cost in updates, frames and bytes, and what a session may leave, in counts that need no clock."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.perf.copies import planted, run
from tests.perf.leaving import Left
from tests.perf.streaming import RATE, TOKENS, Streamed

_UPDATES = 26 * TOKENS / RATE
"""The most for the whole stream: 25 a second, and some for its ends."""
_FRAMES = 1.2
"""Frames of an update."""
_BYTES = 120
"""To the terminal for each token."""


def _streamed(tree: Path | None = None) -> Streamed:
    return msgspec.json.decode(run(["-m", "tests.perf.streaming"], tree), type=Streamed)


def _left(tree: Path | None = None) -> Left:
    return msgspec.json.decode(run(["-m", "tests.perf.leaving"], tree), type=Left)


@pytest.fixture(scope="module")
def streamed() -> Streamed:
    return _streamed()


@pytest.fixture(scope="module")
def left() -> Left:
    return _left()


def test_a_stream_is_shown_so_often_and_no_more(streamed: Streamed) -> None:
    assert streamed.updates <= _UPDATES
    assert streamed.frames <= streamed.bundles * _FRAMES


def test_a_token_costs_few_bytes_of_the_terminal(streamed: Streamed) -> None:
    assert 0 < streamed.bytes <= TOKENS * _BYTES


def test_an_ended_app_leaves_no_object_of_ours(left: Left) -> None:
    assert left.apps == {}


def test_an_ended_session_leaves_no_object_of_ours(left: Left) -> None:
    assert left.engines == {}


def test_an_update_for_each_token_is_stopped(tmp_path: Path) -> None:
    tree = planted(tmp_path, "tui/bridge.py", "free = self.shown + max(INTERVAL, 3 * self.cost)", "return latest")
    assert _streamed(tree).updates > _UPDATES


def test_a_screen_that_is_sent_whole_is_stopped(tmp_path: Path) -> None:
    here = "        return self._scrolled(wanted) + "
    tree = planted(tmp_path, "tui/frame.py", here, f"        self._rows.clear()\n{here}")
    assert _streamed(tree).bytes > TOKENS * _BYTES


def test_a_session_that_is_remembered_is_stopped(tmp_path: Path) -> None:
    here = "        self._closed = True\n"
    tree = planted(tmp_path, "agent/engine.py", here, f"{here}        _ended.append(self)\n")
    engine = tree / "agent_tui" / "agent" / "engine.py"
    engine.write_text(f"{engine.read_text()}\n\n_ended: list[Engine] = []\n")
    assert "agent_tui.agent.engine.Engine" in _left(tree).engines
