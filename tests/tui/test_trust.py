"""Whether what a directory brings along may act is asked before the session opens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from agent_tui.core.ops import Say
from agent_tui.core.ports import Session
from agent_tui.tui.app import AgentApp
from agent_tui.tui.outside import Outside
from agent_tui.tui.widgets.composer import Composer
from agent_tui.tui.widgets.trust import Trust
from tests.tui.support import SETTINGS, Clock, PlayedSession

pytestmark = pytest.mark.asyncio


class Doubt:
    """The app in a directory that is not trusted, and what was done, in order."""

    def __init__(self, told: tuple[str, ...] = (".agent/config.yml", "evil\x1b]0;title\x07\nname")) -> None:
        self.session = PlayedSession()
        self.clock = Clock()
        self.done: list[str] = []
        settings = replace(SETTINGS, untrusted=told)
        self.app = AgentApp(self.open, settings, self.clock, Outside(trust=lambda: self.done.append("trusted")))

    async def open(self) -> Session:
        """Open the session."""
        self.done.append("opened")
        return self.session


@asynccontextmanager
async def doubt() -> AsyncIterator[tuple[Doubt, Pilot[int]]]:
    on = Doubt()
    async with on.app.run_test(size=(80, 24)) as pilot:
        await asked(on, pilot)
        yield on, pilot


async def asked(on: Doubt, pilot: Pilot[int]) -> None:
    """Wait for the question, and for the first moments to pass in which it takes no key."""
    while not on.app.query_one(Trust).size.height:
        await pilot.pause(0.02)
    on.clock.now += 1.0


async def test_the_session_waits_and_the_files_are_named() -> None:
    async with doubt() as (on, _):
        question = on.app.query_one(Trust)
        shown = "\n".join(question.render_line(y).text for y in range(question.size.height))
        assert ".agent/config.yml" in shown
        assert "evil" in shown
        assert "\x1b" not in shown
        assert on.done == []


async def test_all_that_would_act_can_be_read_before_the_answer() -> None:
    on = Doubt(tuple(f".agent/config.yml sets permissions.allow: bash(tool{number} *)" for number in range(60)))
    async with on.app.run_test(size=(80, 24)) as pilot:
        await asked(on, pilot)
        question = on.app.query_one(Trust)
        seen = ""
        for _ in range(20):
            lines = [question.render_line(y).text for y in range(question.content_size.height)]
            assert "yes, trust it" in lines[-1]
            seen += "\n".join(lines)
            await pilot.press("pagedown")
        assert [number for number in range(60) if f"bash(tool{number} *)" not in seen] == []
        await pilot.press("pageup", "y")
        assert on.done == ["trusted", "opened"]


@pytest.mark.parametrize(("key", "done"), [("y", ["trusted", "opened"]), ("n", ["opened"])])
async def test_the_answer_decides_and_the_session_opens(key: str, done: list[str]) -> None:
    async with doubt() as (on, pilot):
        await pilot.press(key)
        await pilot.pause()
        assert on.done == done
        assert not on.app.query_one(Trust).display
        assert isinstance(on.app.focused, Composer)


async def test_words_can_be_written_meanwhile_and_answer_nothing() -> None:
    async with doubt() as (on, pilot):
        await pilot.press(*"my", "backspace", *"y", "enter")
        await pilot.pause()
        assert on.done == []
        on.clock.now += 5
        await pilot.press("n")
        await pilot.pause()
        assert on.session.heard == [Say("my")]


async def test_a_key_pressed_as_it_appears_does_not_answer() -> None:
    on = Doubt()
    async with on.app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.1)
        await pilot.press("y")
        assert on.done == []
        assert on.app.query_one(Composer).text == "y"
