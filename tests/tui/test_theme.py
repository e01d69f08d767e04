"""Which theme is shown, and how one is tried on."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from agent_tui.tui.early.ink import Depth
from agent_tui.tui.theme import theme_for
from tests.tui.stage import Stage, stage
from tests.tui.support import SETTINGS

KNOWN = ("agent-dark", "agent-light", "nord")


@pytest.mark.parametrize(
    ("wish", "dark", "bits", "theme"),
    [
        ("auto", True, 24, "agent-dark"),
        ("auto", False, 8, "agent-light"),
        ("auto", True, 0, "ansi-dark"),
        ("auto", False, 0, "ansi-light"),
        ("nord", False, 24, "nord"),
        ("gone", False, 24, "agent-light"),
    ],
)
def test_the_theme_goes_with_the_terminal_unless_one_is_named(wish: str, dark: bool, bits: int, theme: str) -> None:
    assert theme_for(wish, KNOWN, dark=dark, depth=Depth(bits)) == theme


async def listed(on: Stage) -> None:
    """Open the list of themes."""
    await on.press(*"/theme", "enter")
    await on.pilot.pause()
    assert on.marked() == "/theme agent-dark"


def ground(on: Stage) -> str:
    return on.app.screen.styles.background.hex


async def test_going_through_the_list_changes_the_screen_at_once_and_escape_brings_it_back() -> None:
    async with stage() as on:
        await listed(on)
        before = ground(on)
        for _ in range(3):
            await on.press("down")
            await on.pilot.pause()
            marked = on.marked()
            assert marked == f"/theme {on.app.theme}"
        assert (on.app.theme, ground(on) == before) == ("ansi-light", False)
        await on.press("escape")
        await on.pilot.pause()
        assert (on.app.theme, ground(on)) == ("agent-dark", before)


async def test_a_list_that_gets_shorter_shows_what_is_marked_in_it() -> None:
    async with stage() as on:
        await listed(on)
        await on.press(*"nor")
        await on.pilot.pause()
        assert (on.marked(), on.app.theme) == ("/theme nord", "nord")
        await on.press(*["backspace"] * 10)
        await on.pilot.pause()
        assert on.app.theme == "agent-dark"


async def test_enter_keeps_the_theme_and_says_how_to_keep_it_for_good() -> None:
    async with stage() as on:
        await listed(on)
        await on.press(*"nor", "enter")
        await on.pilot.pause()
        assert on.app.theme == "nord"
        assert "`ui.theme: nord` in config.yml keeps it" in on.shown().replace("\n", " ")
        await on.press(*"/theme", "enter")
        await on.pilot.pause()
        assert on.marked() == "/theme nord"


async def test_auto_is_among_them() -> None:
    async with stage(settings=replace(SETTINGS, theme="nord")) as on:
        await on.press(*"/theme auto", "enter")
        await on.pilot.pause()
        assert on.app.theme in ("agent-dark", "ansi-dark")
