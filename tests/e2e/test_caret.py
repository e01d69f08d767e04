"""The terminal's own cursor stands at the caret, so that input methods open where the person writes.

What is true is where a sign stands in the emulator's cells. Terminals disagree on signs made of several characters, so
everything is checked in an emulator that draws each character for itself, and in one that joins them.
"""

from __future__ import annotations

import pytest

from tests.e2e.test_faults import wait_until
from tests.support.emulators import EMULATORS
from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer, slow
from tests.support.terminal import Terminal

_LEFT, _RIGHT, _UP, _BACKSPACE = "\x1b[D", "\x1b[C", "\x1b[A", "\x7f"
_FIRST = 4
"""The column of the composer's first character."""
FAMILY = "👩\u200d👩\u200d👧"
SIGNS = {
    "漢": 2,
    "한": 2,
    "e\u0301": 1,
    FAMILY: 2,
    "🇩🇪": 2,
    "1\ufe0f\u20e3": 2,
    "❤\ufe0f": 2,
    "👍🏽": 2,
    "ש": 1,
    "ع": 1,
    "न": 1,
    "ก\u0e34": 1,
}
"""Signs, each with the cells that it takes."""
TEXT = "".join(SIGNS)


def env(server: OpenAIServer) -> dict[str, str]:
    return {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "x"}


def first_row(terminal: Terminal) -> int:
    """The row of the composer's first line."""
    return max(y for y, cell in enumerate(terminal.column(2)) if cell == "›")


def framed(terminal: Terminal, width: int, rows: int) -> bool:
    """Whether the composer's frame stands straight around `rows` lines."""
    at = first_row(terminal)
    right = terminal.column(width - 1)[at - 1 : at + rows + 1]
    return right == ["╮", *"│" * rows, "╯"] and terminal.column(0)[at - 1 : at + rows + 1] == ["╭", *"│" * rows, "╰"]


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
        terminal.wait_for_cursor((_FIRST + cells, first_row(terminal) + written.count("\n")))


@pytest.mark.parametrize("name", EMULATORS)
def test_the_cursor_goes_over_every_sign_and_nothing_behind_it_is_moved(home: Home, name: str) -> None:
    with Terminal(AGENT, home.project, home.env(), (80, 24), EMULATORS[name]) as terminal:
        terminal.wait_for("commands")
        terminal.send(f"{TEXT}Z")
        end = _FIRST + sum(SIGNS.values())
        row = first_row(terminal)
        terminal.wait_for_cursor((end + 1, row))
        assert terminal.row(row)[end] == "Z"
        wait_until(lambda: framed(terminal, 80, 1))
        terminal.send(_LEFT)
        terminal.wait_for_cursor((end, row))
        for cells in reversed(SIGNS.values()):
            terminal.send(_LEFT)
            end -= cells
            terminal.wait_for_cursor((end, row))
            assert terminal.row(row)[_FIRST + sum(SIGNS.values())] == "Z"
        for cells in SIGNS.values():
            terminal.send(_RIGHT)
            end += cells
            terminal.wait_for_cursor((end, row))
        for cells in reversed(SIGNS.values()):
            terminal.send(_BACKSPACE)
            end -= cells
            terminal.wait_for_cursor((end, row))
            assert terminal.row(row)[end] == "Z"
        wait_until(lambda: framed(terminal, 80, 1))


@pytest.mark.parametrize("name", EMULATORS)
def test_the_cursor_is_right_in_pasted_lines_beside_a_menu_and_after_a_resize(home: Home, name: str) -> None:
    cells = sum(SIGNS.values())
    with Terminal(AGENT, home.project, home.env(), (80, 24), EMULATORS[name]) as terminal:
        terminal.wait_for("commands")
        terminal.send(_LEFT + f"\x1b[200~{TEXT}\n{FAMILY * 40}\n{TEXT}\x1b[201~")
        # Of forty families 37 have room in the 74 cells of a line.
        row = 18
        terminal.wait_for_cursor((_FIRST + cells, row + 3))
        wait_until(lambda: first_row(terminal) == row and framed(terminal, 80, 4))
        terminal.send(_UP)
        terminal.wait_for_cursor((_FIRST + 6, row + 2))
        terminal.send(_UP + _RIGHT)
        terminal.wait_for_cursor((_FIRST + 20, row + 1))
        terminal.resize(60, 24)
        wait_until(lambda: framed(terminal, 60, 4))
        terminal.wait_for_cursor((_FIRST + 20, row + 1))
        terminal.send("\x03")
        terminal.wait_for("commands")
        terminal.send(f"{TEXT} @shop/ca")
        terminal.wait_for("shop/cart.py")
        terminal.wait_for_cursor((_FIRST + cells + len(" @shop/ca"), 21))
        wait_until(lambda: framed(terminal, 60, 1))


@pytest.mark.parametrize("name", EMULATORS)
def test_the_cursor_stays_at_the_caret_while_odd_signs_stream_in(home: Home, name: str) -> None:
    with (
        OpenAIServer([slow(f"{TEXT}\n\n" * 30 + "END", 0.01, 12)]) as server,
        Terminal(AGENT, home.project, home.env(**env(server)), (80, 24), EMULATORS[name]) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send(f"go\r{TEXT}")
        place = (_FIRST + sum(SIGNS.values()), 21)
        terminal.wait_for("esc stop")
        terminal.wait_for_cursor(place)
        terminal.wait_for("END")
        terminal.wait_until_gone("esc stop")
        assert terminal.cursor == place
        wait_until(lambda: framed(terminal, 80, 1))


@pytest.mark.parametrize("opened", ["\x10", "\x06"], ids=["a-list", "the-search"])
def test_the_cursor_is_at_the_caret_where_words_are_looked_for(home: Home, opened: str) -> None:
    sign = "›" if opened == "\x10" else "/"
    with Terminal(AGENT, home.project, home.env(), (80, 24)) as terminal:
        terminal.wait_for("commands")
        terminal.send(opened)
        terminal.wait_for("type to find" if opened == "\x10" else "Find in the talk")
        row = next(y for y in range(24) if sign in terminal.row(y)[:4])
        first = terminal.row(row).index(sign) + 2
        terminal.wait_for_cursor((first, row))
        terminal.send("th中")
        terminal.wait_for_cursor((first + 4, row))
        terminal.send(_LEFT)
        terminal.wait_for_cursor((first + 2, row))
        terminal.send(_BACKSPACE + _RIGHT)
        terminal.wait_for_cursor((first + 3, row))
