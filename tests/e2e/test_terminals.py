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


def test_where_no_colour_is_wanted_none_is_sent(home: Home) -> None:
    with Terminal(AGENT, home.project, home.env(NO_COLOR="1", COLORTERM="truecolor")) as terminal:
        terminal.wait_for("Try")
        terminal.send("explain this project\r")
        terminal.wait_for("esc stop")
        terminal.wait_until_gone("esc stop")
        sent = re.findall(rb"\x1b\[([\d;:]*)m", bytes(terminal.raw))
        codes = {int(code) for each in sent for code in re.split(rb"[;:]", each) if code}
        assert {1, 2, 7} <= codes
        assert not codes - {0, 1, 2, 3, 4, 7, 9, 39, 49}
