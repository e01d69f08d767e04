from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_tui.core.sanitise import one_line, revealed, sanitise

HOSTILE = [
    ("\x1b[2Jclear", "clear"),
    ("\x1b[31mred\x1b[0m", "red"),
    ("\x1b]0;title\x07text", "text"),
    ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
    ("\x1b]52;c;aGk=\x07", ""),
    ("\x1bP+q544e\x1b\\after", "after"),
    ("\x1b_apc\x1b\\x", "x"),
    ("\x9b31mred", "red"),
    ("\x9d0;title\x9cx", "x"),
    ("\x1b]0;never ends", ""),
    ("\x1b", ""),
    ("a\x1bcb", "ab"),
    ("safe\roverprint", "safe\noverprint"),
    ("dos\r\nline", "dos\nline"),
    ("tab\tand\nnewline", "tab\tand\nnewline"),
    ("rtl\u202etxt", "rtltxt"),
    ("tag\U000e0041s", "tags"),
    ("bell\x07\x08\x7f", "bell"),
    ("\ud800lone", "lone"),
    ("日本語 é 👩‍👩‍👧", "日本語 é 👩‍👩‍👧"),
    ("pay\u200d not", "pay not"),
    ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
]


@pytest.mark.parametrize(("text", "clean"), HOSTILE)
def test_escape_sequences_and_controls_go(text: str, clean: str) -> None:
    assert sanitise(text) == clean


@given(st.text())
def test_what_is_left_cannot_steer_a_terminal(text: str) -> None:
    clean = sanitise(text)
    assert not any((ord(c) < 32 and c not in "\t\n") or 127 <= ord(c) < 160 for c in clean)
    assert sanitise(clean) == clean


def test_what_is_approved_hides_nothing() -> None:
    assert revealed("rm\u200b -rf\x1b[8m x\u202e") == "rm\\u{200b} -rf\\u{1b}[8m x\\u{202e}"
    assert revealed("ls\n\t-la") == "ls\n\t-la"


def test_one_line_folds_and_cuts() -> None:
    assert one_line(" a\n\tb  c ") == "a b c"
    assert one_line("abcdef", 4) == "abc…"
