from __future__ import annotations

from tests.support.home import AGENT, Home
from tests.support.terminal import Terminal


def test_context_tells_the_window_and_what_is_kept(home: Home) -> None:
    with Terminal(AGENT, home.project, home.env()) as terminal:
        terminal.wait_for("commands")
        terminal.send("show README.md\r")
        terminal.wait_for("adds up carts")
        terminal.wait_for("/ commands")
        terminal.send("/context\r")
        screen = terminal.wait_for("Kept in memory: ")
        assert "Next request: " in screen
        assert "files 1 of 1 times" in screen
