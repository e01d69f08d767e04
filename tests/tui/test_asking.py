"""What a person sees and does where something waits for them."""

from __future__ import annotations

import pytest
from textual import events

from agent_tui.core import events as e
from agent_tui.core.events import Event
from agent_tui.core.ops import Answer, Say
from agent_tui.core.verdicts import Scope
from agent_tui.core.views import Question, Questions, Screen, Todo, Todos
from agent_tui.tui.screens.large import Large
from agent_tui.tui.widgets.plan import Plan
from agent_tui.tui.widgets.question import Panel
from tests.tui.stage import Stage, stage
from tests.tui.support import EDIT, PLANNED, began, call_began

pytestmark = pytest.mark.asyncio

LONG = "\n".join(f"echo  {number}" for number in range(60))


def command(text: str, *offer: str) -> tuple[Event, ...]:
    """A command that waits for leave."""
    return call_began("c", "bash", text), e.Asked("c", "Runs a command.", Screen(text, ""), offer)


def panel(on: Stage) -> str:
    """What the panel shows, without its border."""
    shown = on.app.query_one(Panel)
    return "\n".join(shown.render_line(y).text.rstrip() for y in range(shown.size.height))


async def test_an_early_key_does_not_answer_but_is_written() -> None:
    async with stage() as on:
        await on.play(*EDIT)
        await on.press("y")
        assert on.session.heard == []
        assert on.composer.text == "y"


@pytest.mark.parametrize(
    ("key", "scope"), [("y", "once"), ("enter", "once"), ("a", "session"), ("p", "project"), ("w", "always")]
)
async def test_a_yes(key: str, scope: Scope) -> None:
    async with stage() as on:
        await on.play(*EDIT)
        await on.answerable()
        await on.press(key)
        assert on.session.heard == [Answer("e", True, scope)]


async def test_a_no_says_why_and_gives_the_draft_back() -> None:
    async with stage() as on:
        await on.press(*"mine")
        on.clock.now += 5.0
        await on.play(*EDIT)
        await on.answerable()
        await on.press("n")
        await on.press(*"ugly", "enter")
        assert on.session.heard == [Answer("e", False, reason="ugly")]
        assert on.composer.text == "mine"


async def test_a_no_without_a_word() -> None:
    async with stage() as on:
        await on.play(*EDIT)
        await on.answerable()
        await on.press("n")
        await on.press("enter")
        assert on.session.heard == [Answer("e", False)]


async def test_enter_on_written_text_sends_it_and_approves_nothing() -> None:
    async with stage() as on:
        await on.play(*EDIT)
        await on.press(*"also")
        on.clock.now += 5
        await on.press("enter")
        assert on.session.heard == [Say("also")]
        assert on.app.query_one(Panel).display


async def test_a_lasting_yes_is_offered_only_where_there_is_a_rule() -> None:
    async with stage() as on:
        await on.play(call_began("c", "bash", "rm -rf x"), e.Asked("c", "removes", Screen("rm -rf x", "")))
        await on.answerable()
        await on.press("a", "p", "w")
        assert on.session.heard == []


async def test_questions_of_the_model_are_answered_one_by_one() -> None:
    async with stage() as on:
        questions = Questions(
            (Question("Which?", ("red", "blue")), Question("And?", ("x", "y"), True), Question("Why?"))
        )
        await on.play(call_began("c", "ask_user", "Which?"), e.Asked("c", "", questions=questions))
        await on.answerable()
        await on.press("2", "1", "2", "enter", *"so", "enter")
        assert on.session.heard == [Answer("c", True, answers=("blue", "x, y", "so"))]


async def test_the_rules_that_would_be_added_are_shown_as_they_are() -> None:
    async with stage() as on:
        await on.play(*command("pytest -q", "bash(pytest *)", "bash(ls  *)"))
        assert "a lasting yes adds  bash(pytest *)" in panel(on)
        assert "bash(ls  *)" in panel(on)


async def test_white_space_and_what_cannot_be_seen_is_visible_in_a_command() -> None:
    async with stage() as on:
        await on.play(*command("a  b\tc \nrm\u200b x\u202e\xa0y·"))
        shown = panel(on)
        assert "$ a··b⇥c·↵" in shown
        assert r"rm\u{200b} x\u{202e}\u{a0}y\u{b7}" in shown


async def test_a_long_command_scrolls_to_its_end_under_the_choices() -> None:
    async with stage() as on:
        await on.play(*command(LONG))
        await on.answerable()
        assert "echo··59" not in panel(on)
        await on.press(*["down"] * 60)
        assert "echo··59" in panel(on)
        assert "no, and say why n" in panel(on)
        assert on.session.heard == []


async def test_every_character_of_a_wide_command_is_there() -> None:
    text = "echo " + "abcdefghij日本" * 30
    async with stage() as on:
        await on.play(*command(text))
        lines = panel(on).splitlines()[1:-1]
        assert "".join(line[3:] for line in lines) == text


async def test_a_command_is_edited_before_it_runs_and_the_draft_comes_back() -> None:
    async with stage() as on:
        await on.press(*"mine")
        on.clock.now += 5.0
        await on.play(*command("ls"))
        await on.answerable()
        await on.press("e")
        assert on.composer.text == "ls"
        await on.press("space", "x", "enter")
        assert on.session.heard == [Answer("c", True, command="ls x")]
        assert on.composer.text == "mine"


async def test_a_command_left_as_it_was_is_a_plain_yes() -> None:
    async with stage() as on:
        await on.play(*command("ls"))
        await on.answerable()
        await on.press("e", "enter")
        assert on.session.heard == [Answer("c", True)]


async def test_escape_gives_up_editing_and_the_question_stays() -> None:
    async with stage() as on:
        await on.play(*command("ls"))
        await on.answerable()
        await on.press("e")
        await on.press("x", "escape")
        await on.answerable()
        await on.press("y")
        assert on.session.heard == [Answer("c", True)]


async def test_a_command_that_cannot_be_seen_whole_is_not_edited() -> None:
    async with stage() as on:
        await on.play(*command("ls \x1b[2J"))
        await on.answerable()
        await on.press("e")
        assert on.composer.text == "e"


async def test_a_letter_of_a_sentence_that_is_being_written_answers_nothing() -> None:
    async with stage() as on:
        await on.play(began("go"))
        await on.press(*"h")
        await on.play(*EDIT)
        for key in ("a", "l", "f", "y"):
            await on.answerable()
            await on.press(key)
        assert (on.composer.text, on.session.heard) == ("halfy", [])
        assert on.app.query_one(Panel).aside
        await on.press("tab", "y")
        assert on.session.heard == [Answer("e", allow=True)]
        assert on.composer.text == "halfy"


async def test_an_edit_says_which_file_and_how_much_of_it() -> None:
    async with stage() as on:
        await on.play(*EDIT)
        assert "shop/cart.py  +3 −2" in str(on.app.query_one(Panel).border_title)


@pytest.mark.parametrize("size", [(20, 5), (30, 10)])
async def test_what_is_allowed_is_in_sight_in_the_smallest_window(size: tuple[int, int]) -> None:
    async with stage(size) as on:
        await on.play(*command("rm -rf build"))
        assert "$ rm -rf build" in panel(on)
        await on.answerable()
        await on.press("y")
        assert on.session.heard == [Answer("c", allow=True)]
        await on.play(e.Answered("c", allowed=True), *EDIT)
        assert "shop/cart.py" in panel(on)


async def test_it_is_said_how_many_questions_wait() -> None:
    async with stage() as on:
        await on.play(*EDIT, e.Asked("x", "It reads outside.", None), e.Asked("y", "It reads outside.", None))
        assert "2 more after this" in str(on.app.query_one(Panel).border_title)
        await on.play(e.Answered("e", allowed=True))
        assert "1 more after this" in str(on.app.query_one(Panel).border_title)
        assert on.app.state.doing == "needs you"


async def test_a_word_begun_with_a_key_that_answers_goes_to_the_composer() -> None:
    async with stage() as on:
        await on.play(*EDIT)
        await on.answerable()
        await on.press(*"also")
        assert on.composer.text == "also"
        await on.press("backspace")
        assert on.composer.text == "als"
        assert on.session.heard == []


async def test_keys_in_one_go_are_words_and_never_approve() -> None:
    async with stage() as on:
        await on.play(*EDIT)
        await on.answerable()
        for key in ("n", "y", "enter"):
            on.app.query_one(Panel).post_message(events.Key(key, key if len(key) == 1 else None))
        await on.pilot.pause(0.2)
        assert on.session.heard == [Say("ny")]


async def test_tab_opens_the_change_large_and_escape_goes_back() -> None:
    async with stage() as on:
        await on.play(*EDIT)
        await on.answerable()
        await on.press("tab")
        assert isinstance(on.app.screen, Large)
        page = on.app.screen.page
        assert "self.coupons = set()" in "\n".join(page.render_line(y).text for y in range(page.size.height))
        await on.press("escape")
        assert len(on.app.screen_stack) == 1
        assert on.session.heard == []
        await on.press("y")
        assert on.session.heard == [Answer("e", True)]


async def test_a_large_command_is_scrolled_by_the_keys_of_the_transcript() -> None:
    async with stage() as on:
        await on.play(*command(LONG))
        await on.answerable()
        await on.press("tab", "pagedown")
        assert isinstance(on.app.screen, Large)
        assert on.app.screen.page.scroll_offset.y > 0
        await on.press("ctrl+end")
        assert on.app.screen.page.is_vertical_scroll_end


async def test_several_questions_say_which_of_how_many() -> None:
    async with stage() as on:
        questions = Questions((Question("Which?", ("red",)), Question("Why?")))
        await on.play(call_began("c", "ask_user", "Which?"), e.Asked("c", "", questions=questions))
        await on.answerable()
        assert "1 of 2  Which?" in panel(on)
        await on.press("1")
        assert "2 of 2  Why?" in panel(on)
        assert "write your answer" in panel(on)


async def test_an_answer_of_ones_own_leaves_the_draft_alone() -> None:
    async with stage() as on:
        await on.press(*"mine")
        on.clock.now += 5.0
        questions = Questions((Question("Which?", ("red",)),))
        await on.play(call_began("c", "ask_user", "Which?"), e.Asked("c", "", questions=questions))
        await on.answerable()
        await on.press(*"blue", "enter")
        assert on.session.heard == [Answer("c", True, answers=("blue",))]
        assert on.composer.text == "mine"


async def test_the_plan_stands_above_the_composer_until_all_is_done() -> None:
    async with stage() as on:
        await on.play(PLANNED)
        plan = on.app.query_one(Plan)
        lines = [plan.render_line(y).text.strip() for y in range(plan.size.height)]
        assert lines == ["✓ Find out why", "● Keep the coupons in a set", "○ Add a test"]
        assert plan.display
        await on.play(e.TodosChanged(Todos((Todo("Find out why", "done"),))))
        assert not plan.display


@pytest.mark.parametrize("size", [(20, 5), (30, 11), (50, 12), (80, 24), (200, 60)])
async def test_plan_panel_and_composer_share_the_screen_at_any_size(size: tuple[int, int]) -> None:
    async with stage(size) as on:
        await on.play(PLANNED, *command(LONG, "bash(echo *)"))
        widgets = [widget for widget in on.app.screen.children if widget.display]
        assert sum(widget.region.height + widget.styles.margin.height for widget in widgets) == size[1]
        assert "yes y" in panel(on)


async def test_a_long_plan_shows_where_it_is() -> None:
    items = (*(Todo(f"done {n}", "done") for n in range(7)), Todo("now", "in_progress"), *(Todo("later"),) * 9)
    async with stage() as on:
        await on.play(e.TodosChanged(Todos(items)))
        plan = on.app.query_one(Plan)
        lines = [plan.render_line(y).text.strip() for y in range(plan.size.height)]
        assert lines[:2] == ["✓ done 6", "● now"]
        assert lines[-1] == "… 7 of 17 done"
