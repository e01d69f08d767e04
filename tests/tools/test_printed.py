from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tui.tools.printed import Printed

CASES = {
    b"plain\ntext\n": "plain\ntext\n",
    b"no newline": "no newline",
    b"dos\r\nlines\r\n": "dos\nlines\n",
    b"10%\r20%\r100%\ndone\n": "100%\ndone\n",
    b"10%\r20%\r": "20%",
    b"\x1b[31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07\n": "red link\n",
    b"\x1b]0;no end\nnext\n": "\nnext\n",
    "é€𝄞\n".encode(): "é€𝄞\n",
    b"bad \xff byte\n": "bad \ufffd byte\n",
    b"cut \xe2\x82": "cut \ufffd",
    b"bell\x07 null\x00 tab\t\n": "bell null tab\t\n",
    "right\u202eleft\n".encode(): "rightleft\n",
    b"": "",
}


@pytest.mark.parametrize(("data", "text"), CASES.items())
def test_bytes_become_plain_text(data: bytes, text: str) -> None:
    printed = Printed()

    assert printed.feed(data) + printed.feed(b"", final=True) == text


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(CASES)), st.lists(st.integers(0, 40), max_size=6))
def test_borders_of_pieces_do_not_show(data: bytes, borders: list[int]) -> None:
    printed = Printed()
    places = sorted({0, len(data), *(min(border, len(data)) for border in borders)})

    text = "".join(printed.feed(data[start:end]) for start, end in pairwise(places))

    assert text + printed.feed(b"", final=True) == CASES[data]


def test_a_line_without_end_is_passed_on_in_parts() -> None:
    printed = Printed()

    passed = sum(len(printed.feed(b"x" * 50_000)) for _ in range(20))

    assert passed >= 900_000


def test_a_live_display_shows_an_unfinished_line_as_it_grows() -> None:
    printed = Printed()

    shown = [printed.so_far(printed.feed(piece)) for piece in (b"..", b".", b".\nnext", b" line\n")]

    assert shown == ["..", ".", ".\nnext", " line\n"]


def test_a_line_written_over_is_shown_in_its_last_state() -> None:
    printed = Printed()

    shown = "".join(printed.so_far(printed.feed(piece)) for piece in (b"10%", b"\r20%", b"\r100%\n", b"done\n"))

    assert shown == "10%\n100%\ndone\n"
