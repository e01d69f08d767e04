"""What is said while the agent works: queued, taken back, or said into the turn."""

from __future__ import annotations

import pytest

from agent_tui.core import events as e
from agent_tui.core.custom import CustomCommand
from agent_tui.core.messages import UserMessage
from agent_tui.core.ops import Invoke, Run, Say, Steer, Withdraw
from agent_tui.tui.keyboard import tells_keys_apart
from agent_tui.tui.widgets.waiting import Waiting
from tests.tui.stage import Stage, stage
from tests.tui.support import began


def waiting(on: Stage) -> list[str]:
    widget = on.app.query_one(Waiting)
    if not widget.display:
        return []
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


@pytest.mark.asyncio
async def test_the_queue_is_seen_edited_and_emptied() -> None:
    async with stage() as on:
        await on.play(began("go"))
        await on.press(*"one", "enter", *"two", "enter")
        assert [line.split()[:2] for line in waiting(on)] == [["next", "one"], ["next", "two"]]
        await on.press("up")
        assert on.composer.text == "two"
        assert on.session.heard == [Say("one"), Say("two"), Withdraw("two")]
        await on.press("!", "enter", "up", "ctrl+c", "up", "ctrl+c")
        assert on.session.heard[3:] == [Say("two!"), Withdraw("two!"), Withdraw("one")]
        assert (on.composer.text, waiting(on)) == ("", [])


@pytest.mark.asyncio
async def test_every_text_of_the_queue_is_reached_by_keys_and_keeps_its_place() -> None:
    async with stage() as on:
        await on.play(began("go"))
        await on.press(*"one", "enter", *"two", "enter", *"six", "enter", "up", "up")
        assert on.composer.text == "two"
        assert [line.split()[:2] for line in waiting(on)] == [["next", "one"], ["edit", "two"], ["next", "six"]]
        await on.press("!", "up")
        assert (on.composer.text, on.app.state.queued) == ("one", ("two!", "six"))
        await on.press("up", "!", "enter")
        assert (on.composer.text, on.app.state.queued) == ("", ("one!", "two!", "six"))
        assert on.session.heard[-2:] == [Withdraw("one"), Say("one!", before="two!")]
        await on.press("up", "up", "down")
        assert (on.composer.text, on.app.state.queued) == ("six", ("one!", "two!"))
        await on.press("down")
        assert (on.composer.text, on.app.state.queued) == ("", ("one!", "two!", "six"))


@pytest.mark.asyncio
async def test_any_text_of_the_queue_is_dropped_by_keys() -> None:
    async with stage() as on:
        await on.play(began("go"))
        await on.press(*"1", "enter", *"2", "enter", *"3", "enter", "up", "up", "ctrl+c")
        assert on.app.state.queued == ("1", "3")
        await on.press("up", "up", "backspace", "enter")
        assert [line.split()[:2] for line in waiting(on)] == [["next", "3"]]
        await on.press("up", "backspace", "down")
        assert (waiting(on), on.composer.text) == ([], "")


@pytest.mark.asyncio
async def test_the_text_that_is_written_on_is_in_sight_in_a_long_queue() -> None:
    async with stage() as on:
        await on.play(began("go"))
        for key in "abcdef":
            await on.press(key, "enter")
        await on.press("up")
        assert [line.split()[:2] for line in waiting(on)][2:] == [["edit", "f"], ["…", "3"]]
        await on.press("up", "up", "up", "up", "up")
        assert waiting(on)[0].split()[:2] == ["edit", "a"]


@pytest.mark.asyncio
async def test_what_is_written_on_is_a_draft_like_any_other_once_nothing_runs() -> None:
    async with stage() as on:
        await on.play(began("go"))
        await on.press(*"one", "enter", "up")
        await on.play(e.Stopped("done"))
        assert (on.composer.text, waiting(on)) == ("one", [])
        await on.press("enter")
        assert on.session.heard == [Say("one"), Withdraw("one"), Say("one")]


@pytest.mark.asyncio
async def test_a_command_of_ones_own_waits_in_sight_and_is_never_said_into_the_turn() -> None:
    async with stage() as on:
        on.session.customs = (CustomCommand("ship", "Ship $1."),)
        await on.play(began("go"))
        await on.press(*"/ship it", "enter", "ctrl+enter")
        assert on.session.heard == [Invoke("ship", "it")]
        assert [line.split()[:3] for line in waiting(on)] == [["next", "/ship", "it"]]
        await on.press(*"well", "enter", "up", "up", "s", "down")
        assert Invoke("ship", "its", before="well") in on.session.heard
        await on.play(e.Stopped("done"), e.Stopped("refused", "It was not sent."))
        assert (waiting(on), on.app.state.busy) == ([], False)


@pytest.mark.asyncio
async def test_a_click_takes_a_text_back() -> None:
    async with stage() as on:
        await on.play(began("go"))
        await on.press(*"one", "enter", *"two", "enter", *"x")
        await on.pilot.click(Waiting, offset=(10, 0))
        assert on.composer.text == "one\nx"
        assert on.session.heard[-1] == Withdraw("one")


@pytest.mark.asyncio
async def test_control_enter_is_heard_after_the_current_tool() -> None:
    async with stage() as on:
        await on.play(began("go"))
        await on.press(*"stop that", "ctrl+enter")
        assert on.session.heard == [Steer("stop that")]
        assert waiting(on)[0].split() == ["now", "stop", "that"]
        await on.play(e.Steered(UserMessage("stop that")))
        assert waiting(on) == []
        assert "stop that" in on.shown()


@pytest.mark.asyncio
@pytest.mark.parametrize("keys", [("ctrl+enter",), (*"/steer", "enter")])
async def test_what_is_queued_first_can_be_said_now(keys: tuple[str, ...]) -> None:
    async with stage() as on:
        await on.play(began("go"))
        await on.press(*"one", "enter", *"two", "enter", *keys)
        assert on.session.heard[2:] == [Withdraw("one"), Steer("one")]
        assert [line.split()[0] for line in waiting(on)] == ["now", "next"]
        await on.play(e.Stopped("done"), began("one", 2))
        assert on.app.state.queued == ("two",)
        assert on.app.state.steered == ()


@pytest.mark.asyncio
async def test_control_enter_sends_where_nothing_runs_and_carries_out_commands() -> None:
    async with stage() as on:
        await on.press(*"hello", "ctrl+enter")
        assert on.session.heard == [Say("hello")]
        await on.play(began("hello"))
        await on.press(*"!ls", "ctrl+enter")
        assert on.session.heard[1:] == [Run("ls")]
        await on.press("ctrl+enter")
        assert on.session.heard[2:] == []


@pytest.mark.asyncio
async def test_steering_says_so_where_there_is_nothing_to_say() -> None:
    async with stage() as on:
        await on.press(*"/steer", "enter")
        assert on.session.heard == []
        assert "/steer TEXT" in on.shown()


@pytest.mark.asyncio
async def test_more_than_a_few_are_counted() -> None:
    async with stage() as on:
        await on.play(began("go"))
        for key in "abcdef":
            await on.press(key, "enter")
        assert len(waiting(on)) == 4
        assert "3 more" in waiting(on)[3]


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/tmux"}, False),
        ({}, False),
    ],
)
def test_which_terminals_can_send_all_keys(environ: dict[str, str], told: bool) -> None:
    assert tells_keys_apart(environ) is told
