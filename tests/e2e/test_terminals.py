"""Terminals of many kinds: of few colours and glyphs, tiny, huge, silent."""

from __future__ import annotations

import re

import pytest

from tests.support.home import AGENT, Home
from tests.support.terminal import Terminal

POOR = {
    "linux": {"TERM": "linux"},
    "latin": {"TERM": "xterm", "LANG": "C", "LC_ALL": "C"},
}


def drawn(terminal: Terminal) -> str:
    """What the program wrote, without the sequences."""
    return re.sub(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)", "", bytes(terminal.raw).decode())


@pytest.mark.parametrize("name", POOR)
def test_a_terminal_without_glyphs_gets_ascii_from_the_first_moment_to_the_last(home: Home, name: str) -> None:
    with Terminal(AGENT, home.project, home.env(**POOR[name])) as terminal:
        terminal.wait_for("Try")
        terminal.send("héllo 漢\r")
        terminal.wait_for("+--")
        terminal.wait_for("> hello ??")
        terminal.wait_until_gone("esc stop")
        assert drawn(terminal).isascii()


@pytest.mark.parametrize("name", POOR)
def test_sixteen_colours_are_the_terminals_own(home: Home, name: str) -> None:
    with Terminal(AGENT, home.project, home.env(**POOR[name])) as terminal:
        terminal.wait_for("Try")
        terminal.send("explain this project\r")
        terminal.wait_for("esc stop")
        terminal.wait_until_gone("esc stop")
        colours = re.findall(rb"\x1b\[([\d;]*)m", bytes(terminal.raw))
        assert not [each for each in colours if b"38;" in each or b"48;" in each]
