"""What others wrote cannot act on the terminal: the bytes that reach it prove it."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

import pytest

from tests.support.terminal import Terminal

ROOT = Path(__file__).parents[2]
ACTS = {
    # Textual itself chooses the shape of the mouse pointer, and the app says its state in the title.
    "operating system commands: title, clipboard, links": (
        r"\x1b\](?!22;[a-z]+\x07|0;(?:agent|● working|\? needs you) · [^\x00-\x1f\x7f-\x9f]*\x07)"
    ),
    "device control strings": r"\x1bP",
    "a move of the cursor that the app never makes": r"\x1b\[77;66H",
    "clearing of what was scrolled off": r"\x1b\[3J",
    "scroll regions, resets, test patterns": r"\x1b(\[9;9r|c|#8)",
    "controls as one character": "[\x80-\x9f]",
    "bidirectional controls": "[\u202e\u2066\u200f]",
    "tag characters": "\U000e0041",
}
GUARD_PASSED = 0.5


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[str]]:
    """Every byte of a session in which everything means harm, and the screens on the way."""
    home = tmp_path_factory.mktemp("home")
    env = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    screens = []
    with Terminal([sys.executable, "-m", "tests.tui.hostile"], home, env, (100, 40)) as terminal:
        for awaited, keys in (
            ("Trust this directory?", "y"),
            ("Ask, or / for commands", "go\r"),
            ("Apply this edit?", "\t"),
            ("esc back", "\x1b"),
            ("Apply this edit?", "n"),
            ("Why not?", "\r"),
            ("Run this command?", "\t"),
            ("esc back", "\x1b"),
            ("Run this command?", "y"),
            ("A question", "1"),
            ("failed", "\x0f"),
        ):
            screens.append(terminal.wait_for(awaited))
            time.sleep(GUARD_PASSED)
            terminal.send(keys)
        time.sleep(GUARD_PASSED)
        screens.append(terminal.screen)
        terminal.send("\x03\x03")
        assert terminal.wait_for_exit() == 0
        return bytes(terminal.raw), screens


@pytest.mark.parametrize("act", ACTS)
def test_no_act_of_others_reaches_the_terminal(played: tuple[bytes, list[str]], act: str) -> None:
    raw, _ = played
    assert not re.search(ACTS[act], raw.decode())


def test_no_dialog_of_others_stands_where_the_apps_own_stand(played: tuple[bytes, list[str]]) -> None:
    _, screens = played
    lines = [line for screen in screens for line in screen.splitlines() if "FAKE" in line]
    assert lines
    own_frame = re.compile(r"^│ ")
    assert [line for line in lines if not line.startswith("   ") and not own_frame.match(line)] == []


def test_the_words_themselves_are_shown(played: tuple[bytes, list[str]]) -> None:
    _, screens = played
    seen = "\n".join(screens)
    for words in ("printed", "the answer", "all said", "[bold]", "next FAKE", r"\u{1b}]0;PWNED"):
        assert words in seen
    assert screens[-1].splitlines()[-4].startswith("╭")
