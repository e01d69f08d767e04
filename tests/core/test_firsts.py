from __future__ import annotations

import pytest

from agent_tui.core.firsts import SLOW, Firsts


def told(*seconds: float) -> list[str]:
    """What is told of one part whose uses take so long."""
    now = [0.0]
    said: list[str] = []
    firsts = Firsts(lambda: now[0], said.append)
    for each in seconds:
        with firsts.making("The counter"):
            now[0] += each
    return said


def test_a_slow_first_use_is_told_once() -> None:
    assert told(SLOW + 0.1, SLOW + 0.1) == ["The counter took 0.3 s to load; this happens once a session."]


def test_a_quick_first_use_is_not_told() -> None:
    assert told(SLOW / 2, SLOW + 1) == []


def test_a_part_that_could_not_be_made_is_timed_again() -> None:
    now = [0.0]
    said: list[str] = []
    firsts = Firsts(lambda: now[0], said.append)
    with pytest.raises(OSError, match="no disk"), firsts.making("The counter"):
        raise OSError("no disk")
    with firsts.making("The counter"):
        now[0] += 1
    assert len(said) == 1
