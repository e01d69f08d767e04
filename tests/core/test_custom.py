from __future__ import annotations

import pytest

from agent_tui.core.custom import CustomCommand, Shell, pieces


@pytest.mark.parametrize(
    ("body", "arguments", "said"),
    [
        ("Review $1 as $2; $3", "'a b' strict", ["Review a b as strict; "]),
        ("Fix $ARGUMENTS now", "it's broken", ["Fix it's broken now"]),
        ("Look at @shop/cart.py", "", ["Look at @shop/cart.py"]),
        ("Review", "the cart", ["Review", "\n\nthe cart"]),
        ("Now:!`git status` then", "", ["Now:", Shell("git status"), " then"]),
        ("!`git log $1`", "'x; rm -rf ~'", ["", Shell("git log 'x; rm -rf ~'"), ""]),
        ("!`echo $ARGUMENTS`", "a $(b)", ["", Shell("echo a '$(b)'"), ""]),
        ("costs $20 and $ARGUMENTSX", "", ["costs $20 and $ARGUMENTSX"]),
    ],
)
def test_words_take_their_places(body: str, arguments: str, said: list[str | Shell]) -> None:
    assert list(pieces(CustomCommand("x", body), arguments)) == said


def test_what_an_argument_says_is_no_command() -> None:
    assert list(pieces(CustomCommand("x", "Say $1"), "'!`rm x`'")) == ["Say !`rm x`"]
