"""The command palette."""

from __future__ import annotations

import pytest

from agent_tui.core.ops import ShowCost
from agent_tui.tui.choices import KEY, palette_rows
from agent_tui.tui.commands import COMMANDS
from agent_tui.tui.screens.picker import Picker, Rows
from agent_tui.tui.widgets.side import Side
from tests.tui.stage import Stage, stage
from tests.tui.support import SETTINGS, PlayedSessions

pytestmark = pytest.mark.asyncio


async def chosen(on: Stage, words: str) -> None:
    """Open the palette, type `words` and take what is marked."""
    await on.press("ctrl+p")
    await on.pilot.pause(0.2)
    await on.press(*words, "enter")
    await on.pilot.pause(0.2)


async def test_every_command_is_in_it() -> None:
    values = {row.value.strip() for row in palette_rows(SETTINGS, ("nord",), ())}
    assert {f"/{command.name}" for command in COMMANDS} <= values
    assert {"/theme nord", "/model openai/gpt-5", "/mode plan", f"{KEY}side"} <= values


async def test_a_command_is_done() -> None:
    async with stage() as on:
        await chosen(on, "what was spent")
        assert on.session.heard == [ShowCost()]


async def test_a_command_that_needs_words_is_begun() -> None:
    async with stage() as on:
        await chosen(on, "/rename")
        assert on.composer.text == "/rename "
        assert on.session.heard == []


async def test_what_a_key_does_is_done() -> None:
    async with stage(size=(120, 30)) as on:
        await chosen(on, "at the side")
        assert on.app.query_one(Side).display


async def test_a_theme_and_a_session_are_chosen() -> None:
    sessions = PlayedSessions()
    async with stage(sessions=sessions) as on:
        await chosen(on, "theme nord")
        assert on.app.theme == "nord"
        await chosen(on, "session tour")
        assert sessions.opened == [("open", "20251231-c")]


async def test_its_keys_are_its_own() -> None:
    async with stage() as on:
        await on.press("x", "ctrl+p")
        await on.pilot.pause(0.2)
        rows = on.app.screen.query_one(Rows)
        first = rows.marked
        await on.press("pagedown")
        assert rows.marked != first
        await on.press("pageup", "ctrl+e")
        assert rows.marked == first
        await on.press("ctrl+c")
        assert not isinstance(on.app.screen, Picker)
        assert on.composer.text == "x"


async def test_the_key_that_opened_it_closes_it() -> None:
    async with stage() as on:
        await on.press("ctrl+p")
        await on.pilot.pause(0.2)
        await on.press("ctrl+p")
        await on.pilot.pause(0.2)
        assert not isinstance(on.app.screen, Picker)
