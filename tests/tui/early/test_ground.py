"""The terminal is asked for its background: at the start, by the environment, late, and in vain."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_tui.tui.early.answers import ASK
from tests.support.home import Home, make_home
from tests.support.terminal import Terminal
from tests.tui.early.test_takeover import UP, composed, starting, starting_slowly

LIGHT_GROUND, DARK_GROUND = b"48;2;251;250;247m", b"48;2;20;22;26m"
PAPER = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


def ground(terminal: Terminal) -> bytes:
    """What was drawn on last."""
    raw = bytes(terminal.raw)
    return max(LIGHT_GROUND, DARK_GROUND, key=raw.rfind)


def test_an_answer_turns_the_first_frame_and_the_app_light(home: Home) -> None:
    with starting_slowly(home) as terminal:
        assert ASK.encode() in terminal.raw
        terminal.send(f"ab{PAPER}cd")
        assert UP not in terminal.wait_for("abcd")
        assert ground(terminal) == LIGHT_GROUND
        terminal.wait_for(UP)
        assert ground(terminal) == LIGHT_GROUND
        assert composed(terminal.screen) == "abcd"
    with starting_slowly(home) as again:
        assert DARK_GROUND not in again.raw


def test_an_answer_that_comes_late_turns_the_app_light_and_is_not_typed(home: Home) -> None:
    with starting(home) as terminal:
        terminal.wait_for(UP)
        assert ground(terminal) == DARK_GROUND
        terminal.send(f"ab{PAPER[:9]}")
        terminal.wait_for("ab")
        terminal.send(f"{PAPER[9:]}cd")
        assert composed(terminal.wait_for("abcd")) == "abcd"
        assert ground(terminal) == LIGHT_GROUND


def test_a_theme_that_was_chosen_stays_whatever_the_terminal_says(home: Home) -> None:
    with starting(home, "--theme", "agent-dark") as terminal:
        terminal.wait_for(UP)
        terminal.send(f"{PAPER}ab")
        terminal.wait_for("ab")
        assert LIGHT_GROUND not in terminal.raw
    with starting_slowly(home) as again:
        again.send(f"{PAPER}ab")
        assert UP not in again.wait_for("ab")
        assert LIGHT_GROUND not in again.raw


def test_a_terminal_that_says_nothing_is_taken_at_the_environments_word(home: Home) -> None:
    with starting(home, more={"COLORFGBG": "0;15"}) as terminal:
        terminal.wait_for(UP)
        assert DARK_GROUND not in terminal.raw
