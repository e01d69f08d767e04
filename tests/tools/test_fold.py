from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_tui.tools.fold import Folded

LINE = "warning: the same thing happened again"


def folded(*pieces: str) -> tuple[str, int]:
    fold = Folded()
    shown = "".join(fold.feed(piece) for piece in pieces) + fold.close()
    return shown, fold.saved


def test_a_repeated_line_is_told_once_with_its_count() -> None:
    text = f"begin\n{LINE}\n" + f"{LINE}\n" * 1200 + "end\n"
    shown, saved = folded(text)
    assert shown == f"begin\n{LINE}\n[the line above 1,200 more times]\nend\n"
    assert saved == len(text) - len(shown)


def test_pieces_make_no_difference() -> None:
    pieces = [f"{LINE}\n"] * 5 + ["other\n", f"{LINE}\n{LINE}\n", f"{LINE}\n{LINE}\nlast"]
    assert folded(*pieces) == folded("".join(pieces))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\n\n\n\nb\n", "a\n\n\n\nb\n"),
        ("a\n" + "\n" * 30 + "b\n", "a\n\n\n\nb\n"),
        ("a" + " " * 20 + "\nb  \n", "a\nb  \n"),
        ("}\n}\n}\n}\n", "}\n}\n}\n}\n"),
        ("    x\n    x\n", "    x\n    x\n"),
        ("no end", "no end"),
        ("", ""),
    ],
)
def test_what_saves_little_or_may_mean_something_stays(text: str, shown: str) -> None:
    assert folded(text) == (shown, len(text) - len(shown))


def test_what_was_closed_is_not_compared_with_what_comes() -> None:
    fold = Folded()
    assert fold.feed(f"{LINE}\n" * 9) + fold.close() == f"{LINE}\n[the line above 8 more times]\n"
    assert fold.feed(f"{LINE}\n") == f"{LINE}\n"


@given(st.lists(st.sampled_from(["", "x", "y   ", LINE, LINE + " " * 4]), max_size=80), st.integers(1, 60))
def test_no_line_is_lost(lines: list[str], size: int) -> None:
    text = "".join(f"{line}\n" for line in lines)
    pieces = ["".join(f"{line}\n" for line in lines[at : at + size]) for at in range(0, len(lines), size)]
    shown, saved = folded(*pieces)
    assert len(text) - len(shown) == saved
    whole = re.sub(r"(.+)\n\[the line above ([\d,]+) more times\]\n", _unfolded, shown)
    assert _told(whole) == _told(text)


def _unfolded(found: re.Match[str]) -> str:
    return f"{found.group(1)}\n" * (int(found.group(2).replace(",", "")) + 1)


def _told(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]
