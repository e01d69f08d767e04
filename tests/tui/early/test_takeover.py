"""The early frame and its hand-over, in a real terminal."""

from __future__ import annotations

import os
import string
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent_tui.tui.early.frame import SHORT
from tests.model.waiting import wait
from tests.support.home import AGENT, Home, make_home
from tests.support.terminal import Terminal

UP = "Try"
"""A word that only the app draws."""
DRAWN = "Ask, or /"
_SLOW_DISK = """
import sys, time


class SlowDisk:
    def find_spec(self, name, path=None, target=None):
        if name == "textual.app":
            time.sleep(2)


sys.meta_path.insert(0, SlowDisk())
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


@contextmanager
def starting(
    home: Home, *arguments: str, size: tuple[int, int] = (80, 24), more: Mapping[str, str] | None = None
) -> Iterator[Terminal]:
    env = {**home.env(COLORTERM="truecolor"), **(more or {})}
    with Terminal([*AGENT, *arguments], home.project, env, size) as terminal:
        yield terminal


@contextmanager
def starting_slowly(home: Home, colors: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    """A start on a disk so slow that the app is not there before the frame is seen and typed into."""
    (home.root / "sitecustomize.py").write_text(_SLOW_DISK)
    path = os.pathsep.join([str(home.root), os.environ.get("PYTHONPATH", "")])
    with starting(home, more={"PYTHONPATH": path, **(colors or {})}) as terminal:
        terminal.wait_for(DRAWN)
        yield terminal


def composed(screen: str) -> str:
    """What is written in the composer."""
    return "".join(line.strip("│ ›") for line in screen.splitlines() if line.startswith("│"))


def test_every_key_of_the_start_arrives_in_order(home: Home) -> None:
    typed = (string.ascii_lowercase * 12)[:300]
    with starting(home) as terminal:
        for key in typed:
            terminal.send(key)
            time.sleep(0.005)
        terminal.wait_for(UP)
        terminal.send("!")
        assert composed(terminal.wait_for("!")) == f"{typed}!"


def test_what_is_typed_is_seen_before_the_app_is_there(home: Home) -> None:
    with starting_slowly(home) as terminal:
        terminal.send("early")
        assert UP not in terminal.wait_for("early")


def test_enter_during_the_start_begins_the_turn_and_what_follows_stays(home: Home) -> None:
    with starting_slowly(home) as terminal:
        terminal.send("hello there\rnext")
        assert UP not in terminal.wait_for("queued: 1")
        assert "next" in terminal.wait_for("demo model")
        terminal.wait_until_gone("esc stop")
        assert terminal.screen.count("hello there") == 1


def test_keys_that_only_the_app_knows_are_not_lost(home: Home) -> None:
    with starting_slowly(home) as terminal:
        terminal.send("bc\x1b[D")
        terminal.wait_for(UP)
        terminal.send("a")
        assert composed(terminal.wait_for("bac")) == "bac"


def test_control_z_during_the_start_goes_to_the_shell_once_the_app_can(home: Home) -> None:
    shell = ["bash", "--norc", "--noprofile", "-i"]
    (home.root / "sitecustomize.py").write_text(_SLOW_DISK)
    path = os.pathsep.join([str(home.root), os.environ.get("PYTHONPATH", "")])
    with Terminal(shell, home.project, home.env(PYTHONPATH=path, PS1="shell> ")) as terminal:
        terminal.wait_for("shell>")
        terminal.send(f"{sys.executable} -m agent_tui\r")
        terminal.wait_for(DRAWN)
        terminal.send("before\x1aafter")
        terminal.wait_for("Stopped")
        raw = bytes(terminal.raw)
        assert raw.rindex(b"\x1b[?1049l") > raw.rindex(b"\x1b[?1049h")
        terminal.send("echo from the $0\r")
        terminal.wait_for("from the bash")
        terminal.send("fg\r")
        wait(lambda: composed(terminal.screen) == "beforeafter")


def test_a_large_paste_is_whole(home: Home) -> None:
    lines = [f"line {number:04}" for number in range(1000)]
    with starting_slowly(home) as terminal:
        terminal.send(f"\x1b[200~{chr(10).join(lines)}\x1b[201~")
        terminal.wait_for(lines[-1])
        terminal.wait_for(UP)
        terminal.send("\r")
        terminal.wait_for("%")
    assert "\\n".join(lines) in home.journals[-1].read_text()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 10), (20, 5)])
@pytest.mark.parametrize(
    "typed", ["", "some words that are longer than one row of the composer has room for, 漢字 too"]
)
def test_the_app_draws_what_the_frame_drew(home: Home, size: tuple[int, int], typed: str) -> None:
    with starting(home, size=size) as terminal:
        terminal.wait_for(" demo" if size[0] > 20 else " ask")
        terminal.send(typed)
        early = terminal.wait_for(typed[-3:])
        terminal.wait_for("agent 0")
        rows = 3 if size[1] >= SHORT else 2
        terminal.wait_for("\n".join(early.splitlines()[-rows:]))


@pytest.mark.parametrize("colors", [{"COLORTERM": "truecolor"}, {"COLORTERM": ""}, {"NO_COLOR": "1"}])
def test_the_app_draws_in_the_colours_of_the_frame(home: Home, colors: dict[str, str]) -> None:
    with starting_slowly(home, colors) as terminal:
        terminal.wait_for(" demo")
        early = terminal.cells(4)
        terminal.wait_for(UP)
        assert [cell for cell in terminal.cells(4) if cell[0].strip()] == [cell for cell in early if cell[0].strip()]


def test_the_second_start_has_the_theme_of_the_first_at_once(home: Home) -> None:
    with starting(home, "--theme", "agent-light") as terminal:
        terminal.wait_for(UP)
        terminal.send("\x04")
        terminal.wait_for_exit()
        assert b"48;2;20;22;26m" in terminal.raw
    with starting(home, "--theme", "agent-light") as terminal:
        terminal.wait_for(UP)
        assert b"48;2;20;22;26m" not in terminal.raw


def left_clean(terminal: Terminal) -> bool:
    """Whether the terminal is as it was: echo on, cursor seen, on its first screen."""
    raw = bytes(terminal.raw)
    return terminal.echoes and raw.rindex(b"\x1b[?1049l") > raw.rindex(b"\x1b[?1049h") and b"\x1b[?25h" in raw[-80:]


def test_control_c_during_the_start_leaves_a_clean_terminal(home: Home) -> None:
    with starting_slowly(home) as terminal:
        terminal.send("words\x1a\x03")
        assert terminal.wait_for_exit() == 130
        assert left_clean(terminal)


def test_a_process_that_is_ended_leaves_a_clean_terminal(home: Home) -> None:
    with starting_slowly(home) as terminal:
        terminal.process.terminate()
        assert terminal.wait_for_exit() == 143
        assert left_clean(terminal)


@pytest.mark.parametrize(
    ("arguments", "sentence"), [((), "config.yml:1: there is no setting modell"), (("--bogus",), "There is no flag")]
)
def test_what_is_wrong_is_told_on_a_clean_terminal(home: Home, arguments: tuple[str, ...], sentence: str) -> None:
    place = home.root / ".config" / "agent"
    place.mkdir(parents=True)
    (place / "config.yml").write_text("modell: x\n")
    with starting(home, *arguments) as terminal:
        assert terminal.wait_for_exit() == 2
        assert left_clean_before(terminal, sentence)


def left_clean_before(terminal: Terminal, sentence: str) -> bool:
    told = bytes(terminal.raw).rpartition(b"\x1b[?25h")[2].decode()
    return terminal.echoes and sentence in told and told.count("\n") == 1


def test_leaving_the_app_leaves_a_clean_terminal(home: Home) -> None:
    with starting(home) as terminal:
        terminal.wait_for(UP)
        terminal.send("\x04")
        assert terminal.wait_for_exit() == 0
        assert terminal.echoes


def test_a_terminal_that_cannot_be_drawn_on_is_refused_before_any_frame(home: Home) -> None:
    with starting(home, more={"TERM": "dumb"}) as terminal:
        assert terminal.wait_for_exit() == 2
        assert b"\x1b" not in terminal.raw
        assert "cannot be drawn on" in terminal.screen


def test_the_app_that_is_ended_closes_its_session_and_leaves_a_clean_terminal(home: Home) -> None:
    with starting(home) as terminal:
        terminal.wait_for(UP)
        terminal.process.terminate()
        assert terminal.wait_for_exit() == 0
        assert left_clean(terminal)
