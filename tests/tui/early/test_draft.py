from __future__ import annotations

import pytest
from textual.events import Key

from agent_tui.tui.early.draft import Draft
from agent_tui.tui.takeover import keys_of

WORDS = "héllo 漢字 😀"


def draft(*pieces: bytes) -> Draft:
    made = Draft()
    for piece in pieces:
        made.feed(piece)
    return made


def test_text_arrives_however_its_bytes_are_cut() -> None:
    data = WORDS.encode() + b"\x1b[200~one\r\ntwo\rthree\x1b[201~!"
    for at in range(len(data)):
        assert draft(data[:at], data[at:]).text == f"{WORDS}one\ntwo\nthree!"
    assert draft(*(bytes([each]) for each in data)).text == f"{WORDS}one\ntwo\nthree!"


@pytest.mark.parametrize(
    ("typed", "text", "sent"),
    [
        (b"ab\x7fc\x08", "a", []),
        (b"\x7f", "", []),
        (b"list files\rnext", "next", ["list files"]),
        (b"  \r", "  ", []),
        (b"one\\\rtwo\nthree", "one\ntwo\nthree", []),
    ],
)
def test_keys_mean_what_they_mean_in_the_composer(typed: bytes, text: str, sent: list[str]) -> None:
    made = draft(typed)
    assert (made.text, made.sent, made.rest) == (text, sent, b"")


def test_from_the_first_key_on_that_only_the_app_knows_all_wait_for_it() -> None:
    made = draft(b"ab\x1b[D", b"c\r")
    assert (made.text, made.rest) == ("ab", b"\x1b[Dc\r")
    assert [key.key for key in keys_of(made.rest) if isinstance(key, Key)] == ["left", "c", "enter"]


def test_enter_on_a_command_waits_for_the_app() -> None:
    made = draft(b"/help\r")
    assert (made.text, made.sent, made.rest) == ("/help", [], b"\r")


@pytest.mark.parametrize("cut", [b"\x1b", b"\x1b[20", b"\x1b[200~half", "é".encode()[:1]])
def test_what_has_begun_and_not_ended_is_left_to_the_app(cut: bytes) -> None:
    made = draft(b"a" + cut)
    assert not made.whole
    made.close()
    assert (made.text, made.rest) == ("a", cut)


def test_a_lone_escape_is_a_key() -> None:
    assert [key.key for key in keys_of(b"\x1b") if isinstance(key, Key)] == ["escape"]


@pytest.mark.parametrize("before", [b"", b"text", b"\x1b[A"])
def test_control_c_leaves(before: bytes) -> None:
    assert draft(before, b"\x03").left
