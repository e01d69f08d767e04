from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_tui.perf.echo import summed, typed
from agent_tui.perf.terminal import NotSeen, Terminal

_STALL = 0.4
_PROGRAM = f"""
import os, sys, time, tty
tty.setraw(0)
os.write(1, b"ready")
at = 0
while key := os.read(0, 2):
    at += 1
    if at == int(sys.argv[1]):
        time.sleep({_STALL})
    if at != int(sys.argv[2]):
        os.write(1, key)
"""


@pytest.fixture
def terminals(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[list[Terminal]]:
    """Two programs that show each key; the second stands once before a key, and never shows another."""
    stands, loses = request.param
    program = [sys.executable, "-I", "-S", "-c", _PROGRAM]
    with (
        Terminal([*program, "0", "0"], tmp_path, {}) as sound,
        Terminal([*program, str(stands), str(loses)], tmp_path, {}) as faulty,
    ):
        for terminal in (sound, faulty):
            terminal.seen("ready")
        yield [sound, faulty]


@pytest.mark.parametrize("terminals", [(5, 0)], indirect=True)
def test_a_stall_delays_all_keys_that_are_typed_in_it_and_those_of_no_other_terminal(terminals: list[Terminal]) -> None:
    sound, faulty = typed(terminals, 10, 0.1)
    assert faulty[4] >= _STALL * 1000
    assert faulty[5] > _STALL * 1000 / 8
    assert sorted(sound)[5] < faulty[4]
    usual, rare = summed("keys", faulty)
    assert usual.value < rare.value == max(faulty)


@pytest.mark.parametrize("terminals", [(0, 3)], indirect=True)
def test_a_key_that_is_lost_is_no_figure(terminals: list[Terminal]) -> None:
    with pytest.raises(NotSeen):
        typed(terminals, 5, 0.02, patience=0.3)
