"""The terminal's own cursor stands at the caret, so that input methods open where the person writes."""

from __future__ import annotations

import pytest

from tests.support.home import AGENT, Home
from tests.support.terminal import Terminal

_LEFT = "\x1b[D"


@pytest.mark.parametrize(
    ("written", "lefts", "shown", "cells"),
    [
        ("", 0, "commands", 0),
        ("abc", 0, "abc", 3),
        ("日本語", 0, "日本語", 6),
        ("日本語", 1, "日本語", 4),
        ("e\u0301a", 0, "a", 2),
        ("a👍b", 0, "b", 4),
        ("한글 text", 5, "한글 text", 4),
        ("one\ntwo 中", 0, "two 中", 6),
    ],
)
def test_the_hardware_cursor_is_at_the_caret(home: Home, written: str, lefts: int, shown: str, cells: int) -> None:
    with Terminal(AGENT, home.project, home.env(), (80, 24)) as terminal:
        terminal.wait_for("commands")
        terminal.send(written + _LEFT * lefts)
        terminal.wait_for(shown)
        row = next(y for y, line in enumerate(terminal.screen.split("\n")) if line.startswith("│ ›"))
        row += written.count("\n")
        terminal.wait_for_cursor((4 + cells, row))
