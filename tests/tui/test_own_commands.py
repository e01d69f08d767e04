"""Commands of the person, written with `!` before them, in the running app."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from agent_tui.core import events as e
from agent_tui.core.ops import Answer, Interrupt, Run
from agent_tui.core.views import Result, Screen
from agent_tui.tui.commands import own_command
from tests.tui.stage import Stage, stage


def sign(on: Stage) -> str:
    return str(on.app.query_one("#prompt", Static).render())


def test_what_is_a_command_of_the_person() -> None:
    assert own_command("!ls -la ") == Run("ls -la")
    assert own_command("!! make\n\tall") == Run("make\n\tall", told=False)
    assert own_command("say !ls") is None
    assert own_command("") is None


@pytest.mark.asyncio
async def test_the_sign_tells_what_enter_will_do() -> None:
    async with stage() as on:
        await on.press(*"!ls")
        assert sign(on) == " ! "
        await on.press("enter")
        assert on.session.heard == [Run("ls")]
        assert (on.composer.text, sign(on)) == ("", " › ")
        await on.press("up")
        assert (on.composer.text, sign(on)) == ("!ls", " ! ")


@pytest.mark.asyncio
async def test_a_bare_sign_says_what_it_is_for() -> None:
    async with stage() as on:
        await on.press("!", "enter")
        assert on.session.heard == []
        assert "!!COMMAND" in on.shown()


@pytest.mark.asyncio
async def test_a_running_command_shows_its_tail_and_escape_stops_it() -> None:
    async with stage() as on:
        await on.press(*"!make", "enter")
        await on.play(e.CommandBegan("own", "make"), e.CallProgress("own", "compiling\n"))
        assert "compiling" in on.shown()
        await on.press("escape")
        assert on.session.heard == [Run("make"), Interrupt()]
        ended = Result("", Screen("make", "compiling\n"), failed=True, summary="stopped")
        await on.play(e.CommandEnded("own", ended, 1.5))
        assert "stopped" in on.shown()
        await on.press("escape")
        assert on.session.heard[2:] == []


@pytest.mark.asyncio
async def test_a_question_about_a_command_is_answered_like_any_other() -> None:
    async with stage() as on:
        asked = e.Asked("own", "It deletes much.", Screen("rm -r ~", ""))
        await on.play(e.CommandBegan("own", "rm -r ~"), asked)
        await on.answerable()
        await on.press("y")
        assert on.session.heard == [Answer("own", allow=True)]
