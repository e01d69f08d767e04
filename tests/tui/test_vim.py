"""The keys of vi in the composer."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import TextArea

from agent_tui.core.ops import Interrupt, Say
from agent_tui.tui.vim.keys import Vim
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
        ((0, 4), "d$", "one \n  four five\nsix", (0, 3)), ((0, 4), "D", "one \n  four five\nsix", (0, 3)),
        ((0, 4), "db", TEXT[4:], (0, 0)), ((0, 0), "de", TEXT[3:], (0, 0)),
        ((1, 3), "dd", "one two.three\nsix", (1, 0)), ((2, 0), "dd", "one two.three\n  four five", (1, 2)),
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
        ((0, 0), "W", TEXT, (0, 4)), ((0, 0), "2W", TEXT, (1, 2)), ((0, 12), "B", TEXT, (0, 4)),
        ((0, 4), "E", TEXT, (0, 12)), ((0, 8), "ge", TEXT, (0, 7)), ((0, 4), "dW", "one \n  four five\nsix", (0, 3)),
        ((0, 8), "dw", "one two.\n  four five\nsix", (0, 7)), ((0, 8), "d2w", "one two.five\nsix", (0, 8)),
        ((0, 2), "cwE", "onE two.three\n  four five\nsix", (0, 3)), ((0, 9), "l9l", TEXT, (0, 12)),
        ((0, 0), "ft", TEXT, (0, 4)), ((0, 0), "2fe", TEXT, (0, 11)), ((0, 0), "tt", TEXT, (0, 3)),
        ((0, 0), "tt;", TEXT, (0, 7)), ((0, 0), "ft;,", TEXT, (0, 4)), ((0, 12), "Fo", TEXT, (0, 6)),
        ((0, 12), "To;", TEXT, (0, 1)), ((0, 0), "dfw", "o.three\n  four five\nsix", (0, 0)),
        ((0, 0), "dt.", ".three\n  four five\nsix", (0, 0)), ((0, 0), "fz", TEXT, (0, 0)),
        ((0, 5), "ciwX", "one X.three\n  four five\nsix", (0, 5)), ((0, 5), "daW", "one\n  four five\nsix", (0, 2)),
        ((0, 1), "daw", "two.three\n  four five\nsix", (0, 0)),
        ((0, 5), "yiwP", "one twotwo.three" + TEXT[13:], (0, 6)),
        ((1, 3), "dap", "", (0, 0)), ((0, 0), "~~", "ONe two.three" + TEXT[13:], (0, 2)),
        ((0, 0), "J", "one two.three four five\nsix", (0, 13)),
        ((0, 0), "3J", "one two.three four five six", (0, 23)),
        ((0, 0), "sX", "X" + TEXT[1:], (0, 1)), ((1, 4), "SX", "one two.three\nX\nsix", (1, 1)),
        ((2, 1), "Yp", TEXT + "\nsix", (3, 0)), ((0, 0), "3rx", "xxx" + TEXT[3:], (0, 2)),
        ((0, 0), ">>", "  " + TEXT, (0, 2)), ((1, 4), "<<", "one two.three\nfour five\nsix", (1, 0)),
        ((0, 0), "}", TEXT, (2, 2)), ((2, 0), "{", TEXT, (0, 0)),
        ((0, 0), "x..", TEXT[3:], (0, 0)), ((0, 0), "dw.", TEXT[7:], (0, 0)), ((0, 0), "x3.", TEXT[4:], (0, 0)),
        ((0, 0), "cwX\x1bw.", "X X.three" + TEXT[13:], (0, 2)),
        ((2, 0), "A!\x1bgg.", "one two.three!\n  four five\nsix!", (0, 13)),
        ((0, 0), "oab\x1b.", "one two.three\nab\nab" + TEXT[13:], (2, 1)), ((0, 0), "dd.", "six", (0, 0)),
        ((0, 4), "ihello wide world\x1bu", TEXT, (0, 4)), ((0, 0), "xxuu", TEXT, (0, 0)),
        ((0, 0), "xx2u", TEXT, (0, 0)),
        ((0, 0), "vex", TEXT[3:], (0, 0)), ((0, 2), "vbd", TEXT[3:], (0, 0)), ((0, 0), "Vjd", "six", (0, 0)),
        ((2, 1), "VkcX", "one two.three\nX", (1, 1)), ((0, 4), "viwy$p", "one two.threetwo" + TEXT[13:], (0, 15)),
        ((0, 0), "veU", "ONE" + TEXT[3:], (0, 0)), ((0, 0), "vlr-", "--" + TEXT[2:], (0, 0)),
        ((0, 0), "vjJ", "one two.three four five\nsix", (0, 13)), ((0, 4), "vlox", "one o.three" + TEXT[13:], (0, 4)),
        ((0, 0), "yiwwviwp", "one one.three" + TEXT[13:], (0, 4)), ((0, 0), "v\x1bx", TEXT[1:], (0, 0)),
        ((0, 0), "vVd", "  four five\nsix", (0, 2)), ((0, 0), "VVx", TEXT[1:], (0, 0)),
    ],
)  # fmt: skip
async def test_commands(at: tuple[int, int], keys: str, text: str, to: tuple[int, int]) -> None:
    assert await typed(keys, TEXT, at) == (text, to)


CALL = """if (a[1]) {
  say("it's", 'no');
}"""


@pytest.mark.parametrize(
    ("at", "keys", "text"),
    [
        ((1, 8), 'ci"X', CALL.replace("it's", "X")), ((1, 0), 'di"', CALL.replace("it's", "")),
        ((1, 8), 'da"', CALL.replace('"it\'s"', "")), ((1, 8), "di(", CALL.replace("\"it's\", 'no'", "")),
        ((1, 8), "da)", CALL.replace("(\"it's\", 'no')", "")), ((0, 5), "di[", CALL.replace("1", "")),
        ((0, 3), "d%", CALL.replace("(a[1])", "")), ((0, 10), "d%", "if (a[1]) "), ((1, 3), "diB", "if (a[1]) {\n}"),
        ((2, 0), "%x", CALL.replace("{", "")), ((0, 0), "di{", CALL), ((0, 0), "dib", CALL), ((2, 0), "di'", CALL),
    ],
)  # fmt: skip
async def test_what_is_in_quotes_and_brackets(at: tuple[int, int], keys: str, text: str) -> None:
    assert (await typed(keys, CALL, at))[0] == text


async def typed(keys: str, text: str, at: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """The text and the caret after `keys`, of which `\x1b` is Esc."""
    async with Page().run_test() as pilot:
        area = pilot.app.query_one(TextArea)
        area.text = text
        area.move_cursor(at)
        vim = Vim()
        vim.normal = True
        for key in keys:
            if not vim.key("escape" if key == "\x1b" else key, key, area):
                area.insert(key)
        return area.text, area.cursor_location


async def test_escape_leaves_the_text_first_and_stops_the_agent_then() -> None:
    async with stage() as on:
        await on.press(*"/vim on", "enter", *"hello", "escape", "x", "a", "!", "enter")
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
        await on.press("v")
        assert str(sign.render()).strip() == "V"
        await on.press("escape", "i")
        assert str(sign.render()).strip() == "›"


async def test_letters_are_commands_also_where_a_menu_is_open() -> None:
    async with stage() as on:
        await on.press(*"/vim on", "enter", *"/hel", "escape", "escape", *"xx")
        await on.pilot.pause(0.1)
        await on.press("x")
        assert on.composer.text == "/"


async def test_j_and_k_go_through_what_was_sent_before_at_the_edges_of_the_text() -> None:
    async with stage() as on:
        await on.press(*"/vim on", "enter", *"one", "enter", *"two", "enter", *"new", "escape", "k", "k")
        assert on.composer.text == "one"
        await on.press("j", "j", "j")
        assert on.composer.text == "new"


async def test_what_is_undone_comes_back_also_after_a_motion_and_the_caret_goes_to_the_change() -> None:
    async with stage() as on:
        await on.press(*"/vim on", "enter", *"one two", "escape", *"0wx$u")
        assert (on.composer.text, on.composer.cursor_location) == ("one two", (0, 4))
        await on.press("0", "ctrl+r")
        assert on.composer.text == "one wo"


async def test_a_sign_of_several_characters_is_one_for_the_commands() -> None:
    flag, accent = "\U0001f1e9\U0001f1ea", "e\u0301"
    assert await typed("xlvd", f"{flag}a{accent}b中", (0, 0)) == ("ab中", (0, 1))
    assert await typed("$x.", f"{flag}a{accent}b中", (0, 0)) == (f"{flag}a{accent}", (0, 3))
