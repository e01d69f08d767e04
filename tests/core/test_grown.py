from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_tui.core.grown import Grown

LENGTHS = st.integers(0, 600)


@given(LENGTHS, st.integers(-700, 700), st.integers(-700, 700))
def test_it_is_as_a_tuple(length: int, one: int, other: int) -> None:
    plain = tuple(range(length))
    grown = Grown(plain)
    assert (len(grown), tuple(grown)) == (length, plain)
    assert grown == plain
    assert grown[one:other] == plain[one:other]
    assert grown[one::3] == plain[one::3]
    assert tuple(reversed(grown)) == plain[::-1]
    if -length <= one < length:
        assert grown[one] == plain[one]
    else:
        with pytest.raises(IndexError):
            grown[one]


@given(LENGTHS, LENGTHS)
def test_each_stays_as_it_was(length: int, other: int) -> None:
    plain = tuple(range(length))
    grown = Grown(plain)
    assert grown.and_one(-1) == (*plain, -1)
    assert grown.first(other) == plain[:other]
    if other < length:
        assert grown.put(other, -1) == (*plain[:other], -1, *plain[other + 1 :])
    assert grown == plain


def test_one_by_one_it_is_the_same_as_at_once() -> None:
    grown = Grown[int]()
    for number in range(1_000):
        grown = grown.and_one(number)
    assert grown == Grown(range(1_000)) == tuple(range(1_000))
    assert grown != tuple(range(999))


def test_a_longer_one_shares_what_it_has() -> None:
    texts = Grown([str(number) for number in range(100_000)])
    pages = set(map(id, texts._pages))
    longer = texts.and_one("x").put(500, "y")
    assert len(pages - set(map(id, longer._pages))) == 1
