"""The keys of vi in the composer."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import TextArea

from agent_tui.core.ops import Interrupt, Say
from agent_tui.tui.vim import Vim
from tests.tui.stage import stage


class Page(App[None]):
    """A text area and nothing else."""

    def compose(self) -> ComposeResult:
        yield TextArea(soft_wrap=True)


TEXT = "one two.three\n  four five\nsix"


@pytest.mark.parametrize(
    ("at", "keys", "text", "to"),
    [
        ((0, 0), "w", TEXT, (0, 4)), ((0, 0), "2w", TEXT, (0, 7)), ((0, 4), "b", TEXT, (0, 0)),
        ((0, 0), "e", TEXT, (0, 2)), ((0, 3), "$", TEXT, (0, 12)), ((0, 5), "0", TEXT, (0, 0)),
        ((1, 6), "^", TEXT, (1, 2)), ((0, 1), "j", TEXT, (1, 1)), ((2, 1), "2k", TEXT, (0, 1)),
        ((0, 3), "l", TEXT, (0, 4)), ((0, 3), "3h", TEXT, (0, 0)), ((0, 3), "G", TEXT, (2, 0)),
        ((2, 1), "gg", TEXT, (0, 0)), ((0, 0), "2G", TEXT, (1, 2)),
        ((0, 0), "x", TEXT[1:], (0, 0)), ((0, 0), "3x", TEXT[3:], (0, 0)), ((0, 3), "X", "on" + TEXT[3:], (0, 2)),
        ((0, 0), "dw", TEXT[4:], (0, 0)), ((0, 0), "d2w", TEXT[7:], (0, 0)), ((0, 0), "2dw", TEXT[7:], (0, 0)),
        ((0, 4), "d$", "one \n  four five\nsix", (0, 4)), ((0, 4), "D", "one \n  four five\nsix", (0, 4)),
        ((0, 4), "db", TEXT[4:], (0, 0)), ((0, 0), "de", TEXT[3:], (0, 0)),
        ((1, 3), "dd", "one two.three\nsix", (1, 0)), ((2, 0), "dd", "one two.three\n  four five", (1, 0)),
        ((0, 0), "2dd", "six", (0, 0)), ((0, 0), "dj", "six", (0, 0)), ((0, 0), "3dd", "", (0, 0)),
        ((0, 0), "cwnew", "new two.three\n  four five\nsix", (0, 3)), ((0, 4), "Cx", "one x\n  four five\nsix", (0, 5)),
        ((1, 0), "ccx", "one two.three\nx\nsix", (1, 1)),
        ((2, 0), "yyp", TEXT + "\nsix", (3, 0)), ((2, 0), "yyP", "one two.three\n  four five\nsix\nsix", (2, 0)),
        ((0, 0), "ywP", "one " + TEXT, (0, 3)), ((2, 0), "xp", "one two.three\n  four five\nisx", (2, 1)),
        ((2, 0), "yy2p", TEXT + "\nsix\nsix", (3, 0)), ((0, 0), "dwu", TEXT, (0, 0)),
        ((0, 0), "rO", "O" + TEXT[1:], (0, 0)), ((1, 4), "Ix", "one two.three\n  xfour five\nsix", (1, 3)),
        ((2, 0), "Ax", TEXT + "x", (2, 4)), ((2, 0), "ax", "one two.three\n  four five\nsxix", (2, 2)),
        ((0, 0), "ox", "one two.three\nx\n  four five\nsix", (1, 1)), ((0, 3), "Ox", "x\n" + TEXT, (0, 1)),
        ((0, 0), "dz", TEXT, (0, 0)), ((0, 0), "ZQ", TEXT, (0, 0)),
    ],
)  # fmt: skip
async def test_commands(at: tuple[int, int], keys: str, text: str, to: tuple[int, int]) -> None:
    async with Page().run_test() as pilot:
        area = pilot.app.query_one(TextArea)
        area.text = TEXT
        area.move_cursor(at)
        vim = Vim()
        vim.normal = True
        for key in keys:
            if not vim.key(key, key, area):
                area.insert(key)
        assert (area.text, area.cursor_location) == (text, to)


async def test_escape_leaves_the_text_first_and_stops_the_agent_then() -> None:
    async with stage() as on:
        await on.press(*"/vim on", "enter", *"hello", "escape", "x", "i", "!", "enter")
        assert on.session.heard[-1] == Say("hell!")
        await on.press("escape")
        heard = len(on.session.heard)
        await on.press("escape")
        assert on.session.heard[heard:] == [Interrupt()]


async def test_the_sign_tells_commands_from_letters() -> None:
    async with stage() as on:
        sign = on.app.query_one("#prompt")
        await on.press(*"/vim on", "enter", "a", "escape")
        assert str(sign.render()).strip() == "N"
        await on.press("i")
        assert str(sign.render()).strip() == "›"
