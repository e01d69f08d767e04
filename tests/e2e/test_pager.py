"""The talk in the person's pager, and the mouse left to the terminal, in a real terminal."""

from __future__ import annotations

from tests.support.home import AGENT, Home
from tests.support.terminal import Terminal

PAGER = "sh -c 'cat \"$1\"; echo PAGER READS; read answer' pager"


def test_the_talk_is_read_in_the_pager_and_the_app_comes_back(home: Home) -> None:
    with Terminal(AGENT, home.project, home.env(PAGER=PAGER, AGENT_MODEL="demo")) as terminal:
        terminal.wait_for("Try")
        terminal.send("hello there\r")
        terminal.wait_for("/model changes it", 60)
        terminal.send("/pager\r")
        assert "## You" in terminal.wait_for("PAGER READS")
        terminal.send("\r")
        terminal.wait_until_gone("PAGER READS")
        terminal.wait_for("hello there")
        terminal.send("/mouse off\r")
        terminal.wait_for("The mouse is the terminal's")
        assert b"\x1b[?1000l\x1b[?1003l" in terminal.raw
        terminal.send("\x04")
        assert terminal.wait_for_exit() == 0
