"""Going back to an earlier message of the person, from the screen."""

from __future__ import annotations

import pytest

from agent_tui.core import events as e
from agent_tui.core.ops import Interrupt, Rewind, RewindUndo
from agent_tui.core.views import Diff, FileChange, Result
from agent_tui.tui.commands import Typed
from agent_tui.tui.entries import Note
from agent_tui.tui.obey import obey
from agent_tui.tui.rewinding import messages
from agent_tui.tui.screens.picker import Picker, Rows
from agent_tui.tui.state import ViewState, reduce
from tests.tui import support as s
from tests.tui.stage import Stage, stage


def after(*events: e.Event, state: ViewState | None = None) -> ViewState:
    state = state or ViewState()
    for event in events:
        state = reduce(state, event)
    return state


def words(state: ViewState) -> list[str]:
    return [entry.text for entry in state.entries if hasattr(entry, "text")]


def test_what_the_screen_showed_before_a_message_it_shows_again() -> None:
    before = after(*s.TALK[:3])
    state = after(*s.TALK, e.Rewound(2, 9, 4))
    assert state.entries[:-1] == before.entries
    assert (state.answer, state.context_tokens) == (before.answer, 4)
    assert [point.turn for point in state.ways.points] == [1]
    assert state.changes


def test_going_forth_shows_all_that_was_shown() -> None:
    state = after(*s.TALK)
    forth = after(e.Rewound(2, 9, 4), e.Unwound(9), state=state)
    assert forth.entries[:-1] == state.entries
    assert forth.answer == state.answer
    assert forth.ways == state.ways
    again = after(e.Rewound(2, 9, 4, ("cart.py",)), s.began("another way", 5), e.Unwound(9), state=state)
    assert again.entries[:-1] == state.entries
    assert isinstance(last := again.entries[-1], Note)
    assert "The edits of cart.py stay taken back" in last.text
    assert "another way" in words(after(e.Unwound(9), state=again))


def test_a_rewind_of_which_the_beginning_is_not_known_changes_nothing_shown() -> None:
    state = after(*s.TALK)
    assert after(e.Rewound(77, 1, 1), e.Unwound(1), state=state).entries == state.entries


def test_each_message_tells_what_was_edited_since() -> None:
    found = messages(after(*s.TALK))
    assert [(one.turn, one.edits) for one in found] == [
        (4, ""),
        (3, "1 file +1 −0"),
        (2, "2 files +4 −2"),
        (1, "2 files +4 −2"),
    ]
    assert found[2].paths == "shop/cart.py, CHANGES.md"
    assert [one.old(found[0].at + 5) for one in found] == ["now", "2 h", "4 h", "2 d"]


def test_edits_that_lead_back_are_none() -> None:
    state = after(*s.TALK[:8], e.Reverted(s.BACK, undone=True))
    assert [one.edits for one in messages(state)] == ["", ""]


def test_edits_of_one_file_over_several_messages_are_one() -> None:
    def edited(turn: int, before: str, after_: str) -> tuple[e.Event, ...]:
        view = Diff((FileChange("a", before, after_),), 1, 1)
        return s.began("go", turn), s.call_ended(str(turn), "edit_file", Result("", view)), e.Stopped("done")

    found = messages(after(*edited(1, "a\nx\n", "b\nx\n"), *edited(2, "b\nx\n", "c\nd\n")))
    assert [one.edits for one in found] == ["1 file +2 −2", "1 file +2 −2"]


@pytest.mark.parametrize(
    ("argument", "told"),
    [("9", "There are 4 of your messages"), ("0", "Say /rewind"), ("x", "Say /rewind"), ("2 talk", "Say /rewind")],
)
def test_what_makes_no_sense_is_told(argument: str, told: str) -> None:
    outcome = obey(Typed("rewind", argument), after(*s.TALK), s.SETTINGS, ())
    assert outcome.back is None
    assert isinstance(last := outcome.state.entries[-1], Note)
    assert last.text.startswith(told)


def choosing(on: Stage) -> Picker:
    assert isinstance(on.app.screen, Picker)
    return on.app.screen


def marked(on: Stage) -> str:
    row = choosing(on).query_one(Rows).marked
    return row.value if row else ""


@pytest.mark.asyncio
async def test_a_message_is_chosen_and_then_what_goes_back() -> None:
    async with stage() as on:
        await on.play(*s.TALK)
        await on.press(*"/rewind", "enter")
        await on.pilot.pause(0.2)
        assert marked(on) == "4"
        await on.press("down", "down", "enter")
        await on.pilot.pause(0.2)
        assert marked(on) == "both"
        await on.press("down", "enter")
        await on.pilot.pause(0.2)
        assert on.session.heard == [Rewind(2, files=False)]
        assert on.composer.text == ""
        await on.play(e.Rewound(2, 9, 4))
        assert on.composer.text == "then fix it"
        assert "It is recomputed now." not in on.shown()
        await on.press("ctrl+c", *"/rewind undo", "enter")
        assert on.session.heard[1:] == [RewindUndo()]
        await on.play(e.Unwound(9))
        assert "It is recomputed now." in on.shown()


@pytest.mark.asyncio
async def test_where_nothing_was_edited_since_there_is_nothing_more_to_choose() -> None:
    async with stage() as on:
        await on.play(*s.TALK)
        await on.press(*"/rewind", "enter")
        await on.pilot.pause(0.2)
        await on.press("enter")
        await on.pilot.pause(0.2)
        assert on.session.heard[-1] == Rewind(4, files=False)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("typed", "op"),
    [
        ("2 both", Rewind(3)),
        ("2 files", Rewind(3, conversation=False)),
        ("3 conversation", Rewind(2, files=False)),
    ],
)
async def test_all_of_it_can_be_said_at_once(typed: str, op: Rewind) -> None:
    async with stage() as on:
        await on.play(*s.TALK)
        await on.press(*f"/rewind {typed}", "enter")
        await on.pilot.pause(0.2)
        assert on.session.heard[-1] == op


@pytest.mark.asyncio
async def test_a_refusal_leaves_what_is_written() -> None:
    async with stage() as on:
        await on.play(*s.TALK)
        await on.press(*"/rewind 2 both", "enter")
        await on.pilot.pause(0.2)
        await on.press(*"mine")
        await on.play(e.Notice("Cannot rewind: changed since by someone else: a.", "warning"))
        assert on.composer.text == "mine"


@pytest.mark.asyncio
async def test_a_draft_is_put_aside() -> None:
    async with stage() as on:
        await on.play(*s.TALK)
        await on.press(*"/rewind 2 both", "enter")
        await on.pilot.pause(0.2)
        await on.press(*"mine")
        await on.play(e.Rewound(3, 9, 4))
        assert on.composer.text.startswith("and write down")
        assert on.composer.stashed == "mine"


@pytest.mark.asyncio
async def test_escape_twice_asks_and_once_does_not() -> None:
    async with stage() as on:
        await on.press("escape", "escape")
        assert not isinstance(on.app.screen, Picker)
        await on.play(*s.TALK)
        await on.press("escape")
        on.clock.now += 5
        await on.press("escape")
        assert not isinstance(on.app.screen, Picker)
        await on.press("escape")
        await on.pilot.pause(0.2)
        choosing(on)
        await on.press("escape")
        assert not isinstance(on.app.screen, Picker)
        await on.press("x", "escape", "escape")
        await on.pilot.pause(0.2)
        assert not isinstance(on.app.screen, Picker)
        assert on.session.heard == []


@pytest.mark.asyncio
async def test_while_the_agent_works_escape_stops_and_the_command_is_refused() -> None:
    async with stage() as on:
        await on.play(*s.TALK, s.began("go on", 5))
        await on.press("escape", "escape")
        assert on.session.heard == [Interrupt(), Interrupt()]
        await on.press(*"/rewind", "enter")
        await on.pilot.pause(0.2)
        assert not isinstance(on.app.screen, Picker)
        assert isinstance(last := on.app.state.entries[-1], Note)
        assert "stop it with Esc" in last.text


@pytest.mark.asyncio
async def test_before_anything_was_said_there_is_nothing_to_go_back_to() -> None:
    async with stage() as on:
        await on.press(*"/rewind", "enter")
        await on.pilot.pause(0.2)
        assert isinstance(last := on.app.state.entries[-1], Note)
        assert "Nothing was said yet" in last.text


@pytest.mark.asyncio
async def test_a_session_that_is_continued_leaves_the_composer_empty() -> None:
    async with stage(sessions=s.PlayedSessions(history=(*s.TALK, e.Rewound(2, 9, 4)))) as on:
        await on.press(*"/resume 2026", "enter")
        await on.pilot.pause(0.3)
        assert "It is subtracted twice." in on.shown()
        assert "It is recomputed now." not in on.shown()
        assert on.composer.text == ""
