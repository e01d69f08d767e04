"""What a message names with an `@`."""

from __future__ import annotations

import pytest

from agent_tui.core.mentions import Mention, attached, attached_name, mentions, written

THERE = {"shop/cart.py", "a b.py", "odd:3", "shop/", "/tmp/x.png"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see @shop/cart.py.", (Mention("shop/cart.py"),)),
        ("see @shop/cart.py:10-20, then", (Mention("shop/cart.py", 10, 20),)),
        ("@shop/cart.py:7", (Mention("shop/cart.py", 7, 7),)),
        ("@shop/cart.py:9-2", (Mention("shop/cart.py", 9, 9),)),
        ("@shop/cart.py:0", ()),
        ("@shop and @shop/", (Mention("shop/"),)),
        ('@"a b.py" @"a b.py":3', (Mention("a b.py"),)),
        ("@odd:3 @/tmp/x.png", (Mention("odd:3"), Mention("/tmp/x.png"))),
        ("@dataclass me@shop/cart.py @ @@ @...", ()),
    ],
)
def test_names_and_their_lines(text: str, found: tuple[Mention, ...]) -> None:
    assert mentions(text, THERE.__contains__) == found


def test_what_is_attached_says_its_name() -> None:
    assert attached_name(attached(Mention('say "x"', 2, 4).shown, "one")) == "say 'x':2-4"
    assert attached_name("<reminder>") == ""


def test_names_with_blanks_are_quoted() -> None:
    assert mentions(f"see {written('a b.py')}", THERE.__contains__) == (Mention("a b.py"),)
