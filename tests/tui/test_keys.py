"""What each key does, in the running app."""

from __future__ import annotations

import pytest
from textual.events import Key

from agent_tui.core import events as e
from agent_tui.core.ops import Clear, Compact, Interrupt, Say, SetMode, SetModel
from agent_tui.core.verdicts import Mode
from agent_tui.core.views import Result, Screen
from agent_tui.tui.entries import Note
from agent_tui.tui.widgets.transcript import Transcript
from tests.tui.stage import stage
from tests.tui.support import DIFF, WORK, PlayedSession, began, call_began, call_ended, make_app, replied, spent

pytestmark = pytest.mark.asyncio


async def test_enter_sends_and_empties_the_composer() -> None:
    async with stage() as on:
        await on.press(*"hi", "enter")
        assert on.session.heard == [Say("hi")]
        assert on.composer.text == ""


@pytest.mark.parametrize("key", ["shift+enter", "ctrl+j", "alt+enter"])
async def test_a_new_line_is_not_a_send(key: str) -> None:
    async with stage() as on:
        await on.press("a", key, "b")
        assert on.composer.text == "a\nb"
        assert on.session.heard == []


async def test_a_backslash_before_enter_makes_a_new_line() -> None:
    async with stage() as on:
        await on.press("a", "\\", "enter", "b")
        assert on.composer.text == "a\nb"
        assert on.session.heard == []


async def test_the_composer_grows_to_eight_lines_and_no_further() -> None:
    async with stage() as on:
        heights = []
        for _ in range(12):
            await on.press("x", "ctrl+j")
            heights.append(on.composer.size.height)
        assert heights[0] == 2
        assert max(heights) == heights[-1] == 8


async def test_up_and_down_go_through_what_was_sent() -> None:
    async with stage() as on:
        await on.press("a", "enter", "b", "enter", "d", "up")
        assert on.composer.text == "b"
        await on.press("up")
        assert on.composer.text == "a"
        await on.press("down", "down")
        assert on.composer.text == "d"


async def test_escape_stops_a_turn_and_nothing_else() -> None:
    async with stage() as on:
        await on.press("escape")
        assert on.session.heard == []
        await on.play(began("x"))
        await on.press("escape")
        assert on.session.heard == [Interrupt()]


async def test_what_is_sent_while_it_works_is_shown_as_queued() -> None:
    async with stage() as on:
        await on.play(began("x"))
        await on.press("y", "enter")
        assert on.app.state.queued == ("y",)
        assert "queued: 1" in str(on.app.query_one("#box").border_subtitle)
        await on.play(e.Stopped("done"), began("y", 2))
        assert not on.app.query_one("#box").border_subtitle


async def test_what_was_written_is_undone_and_redone() -> None:
    async with stage() as on:
        await on.press(*"some words", "ctrl+underscore")
        undone = on.composer.text
        assert undone != "some words"
        await on.press("ctrl+y")
        assert on.composer.text == "some words"


async def test_shift_tab_goes_round_the_modes() -> None:
    async with stage() as on:
        for mode in (Mode.EDITS, Mode.YOLO, Mode.PLAN, Mode.ASK):
            await on.press("shift+tab")
            assert on.session.heard[-1] == SetMode(mode)
            await on.play(e.ModeChanged(mode))


async def test_shift_tab_pressed_twice_at_once_goes_two_modes_on() -> None:
    async with stage() as on:
        await on.press("shift+tab", "shift+tab")
        assert on.session.heard[-2:] == [SetMode(Mode.EDITS), SetMode(Mode.YOLO)]
        await on.play(e.ModeChanged(Mode.EDITS), e.ModeChanged(Mode.YOLO))
        await on.press("shift+tab")
        assert on.session.heard[-1] == SetMode(Mode.PLAN)


async def test_control_c_clears_then_stops_then_leaves() -> None:
    async with stage() as on:
        await on.press("a", "ctrl+c")
        assert on.composer.text == ""
        await on.play(began("x"))
        await on.press("ctrl+c")
        assert on.session.heard == [Interrupt()]
        await on.play(e.Stopped("interrupted"))
        on.clock.now += 3
        await on.press("ctrl+c")
        on.clock.now += 3
        await on.press("ctrl+c")
        assert on.left() is None
        await on.press("ctrl+c")
        await on.pilot.pause(0.1)
        assert on.left() == 0


async def test_control_c_twice_leaves_also_while_the_agent_works() -> None:
    async with stage() as on:
        await on.play(began("x"))
        await on.press("ctrl+c", "ctrl+c")
        await on.pilot.pause(0.1)
        assert on.session.heard[0] == Interrupt()
        assert on.left() == 0


async def test_control_d_leaves_only_where_nothing_is_written() -> None:
    async with stage() as on:
        await on.press("a", "ctrl+d")
        assert on.left() is None
        await on.press("backspace", "ctrl+d")
        await on.pilot.pause(0.1)
        assert on.left() == 0


async def test_what_was_typed_since_the_menu_was_drawn_is_kept() -> None:
    async with stage() as on:
        await on.press(*"/mode ")
        assert on.marked() == "/mode plan"
        # Both are there before the menu hears of the first.
        on.composer.post_message(Key("x", "x"))
        on.composer.post_message(Key("enter", None))
        await on.pilot.pause()
        assert SetMode(Mode.PLAN) not in on.session.heard
        assert on.composer.text == ""


async def test_a_slash_opens_the_menu_and_tab_completes() -> None:
    async with stage() as on:
        await on.press(*"/th")
        assert on.marked() == "/thoughts"
        await on.press("down")
        assert on.marked() == "/theme"
        await on.press("up", "tab")
        assert on.composer.text == "/thoughts "
        await on.press("escape")
        assert on.marked() is None


async def test_commands_reach_the_session() -> None:
    async with stage() as on:
        for line in ("/compact tests", "/clear", "/mode plan", "/model openai/gpt-5"):
            await on.press(*(_named(character) for character in line), "escape", "enter")
        assert on.session.heard == [Compact("tests"), Clear(), SetMode(Mode.PLAN), SetModel("openai/gpt-5")]


async def test_a_mistyped_command_is_told_and_not_sent() -> None:
    async with stage() as on:
        await on.press(*(_named(character) for character in "/modle"), "enter")
        assert on.session.heard == []
        assert on.app.state.entries[-1] == Note(1, "There is no command /modle. Did you mean /model?", "warning")


async def test_thoughts_can_be_shown_and_folded() -> None:
    async with stage() as on:
        await on.play(began("x"), e.Delta("reasoning", "because of the sets"))
        assert "because of the sets" not in on.shown()
        await on.press(*(_named(character) for character in "/thoughts on"), "escape", "enter")
        assert "because of the sets" in on.shown()


async def test_control_o_opens_the_newest_card_and_folds_it() -> None:
    async with stage() as on:
        await on.play(
            call_began("c", "bash", "ls"), call_ended("c", "bash", Result("one\ntwo", Screen("ls", "one\ntwo", 0)))
        )
        assert "one" not in on.shown()
        await on.press("ctrl+o")
        assert "one" in on.shown()
        await on.press("ctrl+o")
        assert "one" not in on.shown()


async def test_a_click_on_a_card_opens_it() -> None:
    async with stage() as on:
        await on.play(call_began("c", "bash", "ls"), call_ended("c", "bash", Result("one", Screen("ls", "one", 0))))
        await on.pilot.click(Transcript, offset=(5, 0))
        await on.pilot.pause()
        assert "one" in on.shown()


async def test_the_transcript_follows_until_the_person_scrolls_away() -> None:
    async with stage() as on:
        await on.play(*(event for n in range(20) for event in (began(f"q{n}", n), replied(f"a{n}\n\nb\n\nc"))))
        assert on.transcript.is_vertical_scroll_end
        await on.press("pageup")
        top = on.transcript.scroll_offset.y
        await on.play(began("more", 21), replied("text"))
        assert on.transcript.scroll_offset.y == top
        last = on.transcript.render_line(on.transcript.size.height - 1).text
        assert "↓ 2 new · ctrl+end" in last
        await on.press("ctrl+end")
        assert on.transcript.is_vertical_scroll_end
        await on.press("ctrl+home")
        assert on.transcript.scroll_offset.y == 0


async def test_what_grows_out_of_sight_is_told_as_new_and_a_line_of_figures_is_not() -> None:
    async with stage() as on:
        await on.play(*(event for n in range(20) for event in (began(f"q{n}", n), replied("a\n\nb\n\nc"))))
        await on.play(began("long", 21), e.Delta("text", "It begins"))
        await on.press("pageup")

        def marker() -> str:
            return on.transcript.render_line(on.transcript.size.height - 1).text

        assert marker().rstrip().endswith("↓ end · ctrl+end")
        await on.play(e.Delta("text", " and goes on."), e.Stopped("done"))
        assert "↓ 1 new" in marker()
        await on.play(spent())
        assert "↓ 1 new" in marker()


async def test_markup_in_foreign_text_is_text() -> None:
    async with stage() as on:
        await on.play(began("[red]x[/red]"), call_began("c", "bash", "[bold]ls"), replied("say [link=x]this[/link]"))
        assert "[red]x[/red]" in on.shown()
        assert "[bold]ls" in on.shown()
        assert "[link=x]this[/link]" in on.shown()


async def test_a_diff_is_shown_before_it_is_approved() -> None:
    async with stage() as on:
        await on.play(call_began("c", "edit_file", "shop/cart.py"), e.Asked("c", "", DIFF))
        assert "−         self.total -= coupon.amount" in on.shown()
        assert "+         self.total = self._recompute()" in on.shown()


async def test_what_is_marked_with_the_mouse_is_copied_without_its_padding() -> None:
    async with stage() as on:
        await on.play(began("first words"), replied("second words"))
        await on.pilot.mouse_down(Transcript, offset=(3, 0))
        await on.pilot.hover(Transcript, offset=(9, 2))
        await on.pilot.mouse_up(Transcript, offset=(9, 2))
        await on.press("ctrl+c")
        assert on.app.clipboard == "first words\n\n   second"


async def test_a_continued_session_shows_its_history() -> None:
    app = make_app(PlayedSession(WORK))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert len(app.state.entries) == 4


def _named(character: str) -> str:
    return {"/": "slash", " ": "space", "-": "minus"}.get(character, character)
