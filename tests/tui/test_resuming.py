"""Changing to another session from inside the app."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from agent_tui.core import events as e
from agent_tui.core.ops import Rename, Say
from agent_tui.tui.entries import Note
from agent_tui.tui.screens.picker import Picker, Row, Rows, matching
from tests.tui.stage import Stage, stage
from tests.tui.support import SETTINGS, PlayedSessions, began, replied, spent

pytestmark = pytest.mark.asyncio

OTHER = (began("the other talk"), replied("It is another."), spent(), e.Stopped("done"))


async def picking(on: Stage) -> Picker:
    """The picker, once it stands."""
    await on.press(*"/resume", "enter")
    await on.pilot.pause(0.2)
    assert isinstance(on.app.screen, Picker)
    return on.app.screen


def marked(picker: Picker) -> str:
    row = picker.query_one(Rows).marked
    return row.value if row else ""


async def test_a_chosen_session_takes_the_place_of_this_one() -> None:
    sessions = PlayedSessions(history=OTHER)
    async with stage(sessions=sessions) as on:
        await on.play(began("this talk"), replied("Yes."), e.Stopped("done"))
        await picking(on)
        await on.press("down", "enter")
        await on.pilot.pause(0.3)
        assert sessions.opened == [("open", "20260101-b")]
        assert on.session.closed
        assert "the other talk" in on.shown()
        assert "this talk" not in on.shown()
        await on.press(*"hello", "enter")
        assert sessions.newest.heard == [Say("hello")]
        sessions.newest.play(began("hello", 2), replied("Hello from there."), e.Stopped("done"))
        await on.pilot.pause(0.3)
        assert "Hello from there." in on.shown()


async def test_typing_leaves_what_fits_and_escape_changes_nothing() -> None:
    sessions = PlayedSessions()
    async with stage(sessions=sessions) as on:
        picker = await picking(on)
        await on.press(*"tour")
        assert marked(picker) == "20251231-c"
        await on.press(*"xyz")
        assert marked(picker) == ""
        await on.press("enter")
        assert on.app.screen is picker
        await on.press("escape")
        assert on.app.screen is not picker
        assert sessions.opened == []
        assert not on.session.closed


async def test_a_session_is_named_by_the_beginning_of_its_id() -> None:
    sessions = PlayedSessions()
    async with stage(sessions=sessions) as on:
        await on.press(*"/resume 2026", "enter")
        await on.pilot.pause(0.2)
        assert sessions.opened == [("open", "2026")]


async def test_where_it_cannot_be_opened_this_one_goes_on() -> None:
    async with stage(sessions=PlayedSessions()) as on:
        await on.press(*"/resume locked", "enter")
        await on.pilot.pause(0.2)
        assert isinstance(last := on.app.state.entries[-1], Note)
        assert "Another agent has this session open." in last.text
        assert not on.session.closed
        await on.press("x", "enter")
        assert on.session.heard == [Say("x")]


async def test_while_the_agent_works_the_session_stays() -> None:
    sessions = PlayedSessions()
    async with stage(sessions=sessions) as on:
        await on.play(began("long"))
        await on.press(*"/fork", "enter")
        assert sessions.opened == []
        assert isinstance(last := on.app.state.entries[-1], Note)
        assert "stop it with Esc" in last.text


async def test_a_fork_is_of_this_session() -> None:
    sessions = PlayedSessions(history=OTHER)
    async with stage(sessions=sessions) as on:
        await on.press(*"/fork", "enter")
        assert isinstance(last := on.app.state.entries[-1], Note)
        assert last.text == "Nothing was said yet that a copy could begin with."
        await on.play(began("long"), e.Stopped("done"))
        await on.press(*"/fork", "enter")
        await on.pilot.pause(0.2)
        assert sessions.opened == [("fork", "played")]
        assert isinstance(last := on.app.state.entries[-1], Note)
        assert last.text.startswith("You go on in a copy;")


async def test_a_name_is_asked_of_the_session_and_told() -> None:
    async with stage() as on:
        await on.press(*"/rename the cart", "enter")
        assert on.session.heard == [Rename("the cart")]
        await on.play(e.Renamed("the cart"))
        assert on.app.state.title == "the cart"


async def test_the_start_can_begin_with_the_choice() -> None:
    async with stage(settings=replace(SETTINGS, pick=True), sessions=PlayedSessions()) as on:
        await on.pilot.pause(0.2)
        assert isinstance(on.app.screen, Picker)


async def test_a_directory_without_sessions_says_so() -> None:
    async with stage(sessions=PlayedSessions(())) as on:
        await on.press(*"/resume", "enter")
        await on.pilot.pause(0.2)
        assert isinstance(last := on.app.state.entries[-1], Note)
        assert "no other session" in last.text


async def test_the_best_fit_comes_first() -> None:
    rows = [Row("1", "rename everything"), Row("2", "theme"), Row("3", "the mean remark")]
    assert matching(rows, "theme")[0].value == "2"
    assert matching(rows, " ") == rows
    assert matching(rows, "q") == []


async def test_words_that_stand_in_a_row_leave_out_letters_that_are_strewn_over_one() -> None:
    rows = [Row("1", "/mode  show or choose", "command"), Row("2", "nord", "theme")]
    assert [row.value for row in matching(rows, "nord")] == ["2"]
    assert [row.value for row in matching(rows, "mdshow")] == ["1"]
