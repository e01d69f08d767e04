from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tui.tools.truncate import HEAD_OF_PROSE, LIMIT, Kept, truncate


def test_what_fits_stays_as_it_is() -> None:
    assert truncate("a\n" * (LIMIT // 2)) == "a\n" * (LIMIT // 2)


def test_the_beginning_and_the_end_stay_in_whole_lines() -> None:
    text = "".join(f"line {n}\n" for n in range(20_000))

    cut = truncate(text, stored="/store/out.txt")

    head, note, tail = re.split(r"\n(\[.*\])\n", cut)
    assert text.startswith(head + "\n")
    assert text.endswith("\n" + tail)
    missing = len(text) - len(head) - len(tail)
    lines = 20_000 - head.count("\n") - tail.count("\n")
    assert note == (
        f"[{missing:,} of {len(text):,} characters cut here, {lines:,} lines; "
        "all of it is in /store/out.txt, for read_file and grep]"
    )
    assert len(cut) <= LIMIT
    assert 0.28 < len(head) / (len(head) + len(tail)) < 0.32


def test_prose_keeps_more_of_its_beginning() -> None:
    head, tail = re.split(r"\n\[.*\]\n", truncate("x" * 50_000, head=HEAD_OF_PROSE))

    assert 0.58 < len(head) / (len(head) + len(tail)) < 0.62


def test_without_a_file_none_is_named() -> None:
    assert "all of it" not in truncate("x" * 50_000)


@pytest.mark.parametrize("limit", [0, 1, 50, 120])
def test_a_small_room_is_no_trouble(limit: int) -> None:
    assert "characters cut here" in truncate("x" * 1000, limit)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ab\n", max_size=200), max_size=40), st.integers(200, 400))
def test_pieces_come_to_the_same_as_the_whole(pieces: list[str], limit: int) -> None:
    kept = Kept(limit)
    for piece in pieces:
        kept.add(piece)

    assert kept.text() == truncate("".join(pieces), limit)
    assert len(kept.text()) <= limit
