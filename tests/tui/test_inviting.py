"""What the screen says of the keys that count now, and what they do then."""

from __future__ import annotations

from msgspec.structs import replace
from textual.events import Paste

from agent_tui.core import events as e
from agent_tui.core.ops import Say
from agent_tui.core.views import Screen, Todo, Todos
from agent_tui.tui.commands import COMMANDS
from agent_tui.tui.settings import Rows
from agent_tui.tui.widgets.menu import Menu
from agent_tui.tui.widgets.plan import Plan
from agent_tui.tui.widgets.status import Status
from tests.tui.stage import Stage, stage
from tests.tui.support import SETTINGS, began, call_began, replied


def edge(on: Stage) -> str:
    """The last line of the screen."""
    return on.app.query_one(Status).render_line(0).text.rstrip()


async def test_the_empty_composer_says_what_enter_does_while_the_agent_works() -> None:
    async with stage() as on:
        assert on.composer.placeholder == "Ask, or / for commands"
        await on.play(began("one"), e.StepBegan(1, "m"))
        assert on.composer.placeholder == "Enter queues, /steer sends now"
        await on.play(e.Stopped("done"))
        assert on.composer.placeholder == "Ask, or / for commands"


async def test_looking_for_what_was_sent_is_said() -> None:
    async with stage() as on:
        await on.press(*"hello", "enter")
        await on.press("ctrl+r")
        await on.pilot.pause()
        assert on.composer.placeholder == "What did it say? Enter takes it, Esc goes back"
        await on.press(*"hel")
        assert edge(on).endswith("enter takes it · esc back")
        await on.press("escape")
        assert not edge(on).endswith("esc back")


async def test_what_is_put_aside_stays_in_sight() -> None:
    async with stage() as on:
        await on.press(*"half a thought", "ctrl+s")
        await on.pilot.pause()
        assert edge(on).endswith("put aside · ctrl+s brings it back")
        assert on.composer.placeholder == "Ctrl+S brings back: half a thought"
        await on.press("ctrl+s")
        assert on.composer.text == "half a thought"


async def test_the_edge_says_what_the_composer_is_lent_for() -> None:
    async with stage() as on:
        await on.play(began("one"), call_began("c", "bash", "pytest"), e.Asked("c", "Runs.", Screen("pytest", "")))
        await on.answerable()
        assert edge(on).endswith("y yes  n no")
        await on.press("e")
        await on.pilot.pause()
        assert edge(on).endswith("enter runs it · esc back")
        await on.press("escape")
        await on.answerable()
        await on.press("n")
        await on.pilot.pause()
        assert edge(on).endswith("enter refuses · esc back")


async def test_a_range_goes_behind_a_name_that_was_completed() -> None:
    async with stage(files=lambda: ("shop/cart.py",)) as on:
        await on.press(*"see @ca")
        await on.pilot.pause(0.3)
        await on.press("tab", *":1-2")
        assert on.composer.text == "see @shop/cart.py:1-2"
        await on.press(*" :")
        assert on.composer.text == "see @shop/cart.py:1-2 :"


async def test_tab_opens_what_was_pasted() -> None:
    lines = "\n".join(f"line {number}" for number in range(20)) + "\n"
    async with stage() as on:
        on.composer.post_message(Paste(lines))
        await on.pilot.pause()
        assert on.composer.text == "[pasted 20 lines]"
        assert edge(on).endswith("tab opens what was pasted")
        await on.press("tab")
        assert on.composer.text == lines
        await on.press("enter")
        assert on.session.heard == [Say(lines.strip())]


async def test_escape_takes_a_command_without_its_argument_away() -> None:
    async with stage() as on:
        await on.press(*"/theme", "enter")
        await on.pilot.pause()
        assert on.marked()
        await on.press("escape")
        assert on.composer.text == ""
        await on.press(*"/model op", "escape")
        assert on.composer.text == "/model op"


async def test_the_menu_moves_nothing_sideways() -> None:
    async with stage() as on:
        wide = on.transcript.size.width
        await on.press("/")
        await on.pilot.pause()
        assert on.marked() is not None
        assert on.transcript.size.width == wide


async def test_the_keys_are_told_whole_where_the_screen_is_narrow() -> None:
    async with stage(size=(60, 24)) as on:
        await on.press("question_mark")
        await on.pilot.pause()
        told = " ".join(on.shown().split())
        assert "…" not in told
        assert "go over calls and messages:" in told


async def test_a_command_typed_whole_is_the_one_that_runs() -> None:
    async with stage() as on:
        await on.press(*"/mode", "enter")
        await on.pilot.pause()
        assert "The mode is ask." in on.shown()
        assert on.composer.text == "/mode "
        await on.press("down", "enter")
        assert len(on.session.heard) == 1


async def test_the_menu_leaves_the_composer_in_sight_on_the_smallest_screen() -> None:
    async with stage(size=(20, 5)) as on:
        await on.press("/")
        await on.pilot.pause()
        assert on.marked() == "/help"
        assert on.app.query_one(Menu).region.height == 1
        assert on.composer.region.y < 5
        assert on.app.query_one(Menu).render_line(0).text.rstrip().endswith(f"/help     1/{len(COMMANDS)}")
        await on.press("down")
        assert on.marked() == "/keys"


async def test_the_last_key_is_told_where_there_is_no_room_for_all() -> None:
    async with stage(size=(20, 12)) as on:
        await on.play(began("one"), replied("words"))
        await on.press("ctrl+up")
        await on.pilot.pause()
        assert edge(on) == " ask       esc back"


async def test_a_plan_that_is_done_makes_room() -> None:
    async with stage() as on:
        todo = Todo("Read", "in_progress"), Todo("Write", "pending")
        await on.play(e.TodosChanged(Todos(todo)))
        assert on.app.query_one(Plan).region.height == 2
        await on.play(e.TodosChanged(Todos(tuple(Todo(item.text, "done") for item in todo))))
        assert on.app.query_one(Plan).region.height == 0


async def test_what_cannot_be_found_out_is_a_sentence() -> None:
    def gone() -> Rows:
        raise FileNotFoundError(2, "No such file or directory")

    async with stage(settings=replace(SETTINGS, doctor=gone)) as on:
        await on.press(*"/doctor", "enter")
        await on.pilot.pause(0.2)
        assert "That cannot be found out now: No such file or directory." in on.shown()


async def test_the_edge_says_what_the_menu_takes() -> None:
    async with stage() as on:
        assert edge(on).endswith("/ commands · @ files · ? keys")
        await on.press("/")
        await on.pilot.pause()
        assert edge(on).endswith("↑ ↓ · tab completes · esc closes")
        await on.press("escape")
        await on.pilot.pause()
        assert not edge(on).endswith("esc closes")


async def test_other_models_are_offered_or_how_to_come_by_one() -> None:
    async with stage() as on:
        await on.press(*"/model", "enter")
        await on.pilot.pause()
        assert "Others: openai/gpt-5, anthropic/claude-sonnet." in on.shown()
        assert on.composer.text == "/model "
    async with stage(settings=replace(SETTINGS, models=("demo",))) as on:
        await on.press(*"/model", "enter")
        await on.pilot.pause()
        assert "/model NAME chooses another. Connect a real model:" in on.shown()
        assert on.composer.text == ""
