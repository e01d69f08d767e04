"""Commands that reach beyond the talk: the clipboard, files, the editor."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent_tui.core.events import Stopped
from agent_tui.core.views import Result
from agent_tui.tui.copying import copy_rows
from agent_tui.tui.entries import Reply, Said
from agent_tui.tui.screens.large import Large
from tests.tui.stage import stage
from tests.tui.support import DIFF, SETTINGS, began, call_began, call_ended, replied

pytestmark = pytest.mark.asyncio


async def test_copy_takes_the_last_answer() -> None:
    async with stage() as on:
        await on.press(*"/copy", "enter")
        assert "No answer to copy yet." in on.shown()
        await on.play(began("hi"), replied("It is done."))
        await on.press(*"/copy", "enter")
        assert on.app.clipboard == "It is done."
        await on.pilot.pause(0.3)
        assert re.search(r"(Sent|Copied) 11 characters", on.shown())


ANSWER = "Do this:\n\n```py\nfirst()\n```\n\nthen\n\n```sh\nsecond\nthird\n```\n"


async def test_copy_takes_one_block_of_code() -> None:
    async with stage() as on:
        await on.play(began("hi"), replied(ANSWER))
        await on.press(*"/copy 2", "enter")
        assert on.app.clipboard == "second\nthird"
        await on.press(*"/copy 3", "enter")
        assert "The last answer has 2 blocks of code." in on.shown()


async def test_what_is_copied_can_be_chosen() -> None:
    async with stage() as on:
        await on.play(
            began("hi there"), replied("An older answer."), Stopped("done"), began("again", 2), replied(ANSWER)
        )
        await on.press(*"/copy pick", "enter", *"older", "enter")
        assert on.app.clipboard == "An older answer."
    assert [row.kind for row in copy_rows((Said(1, "hi"), Reply(2, ANSWER)))] == ["answer", "  py", "  sh", "you"]


async def test_the_mouse_is_the_apps_or_the_terminals() -> None:
    async with stage() as on:
        await on.press(*"/mouse off", "enter")
        assert "The mouse is the terminal's" in on.shown()
        await on.press(*"/mouse", "enter")
        assert "The mouse is agent's" in on.shown()
        await on.press(*"/mouse perhaps", "enter")
        assert "/mouse takes on or off." in on.shown()


async def test_the_talk_needs_a_terminal_for_the_pager() -> None:
    async with stage() as on:
        await on.press(*"/pager", "enter")
        assert "cannot be handed to a pager" in on.shown()


async def test_export_writes_the_talk(tmp_path: Path) -> None:
    async with stage(settings=replace(SETTINGS, cwd=str(tmp_path))) as on:
        await on.play(began("hi"), replied("It is done."))
        await on.press(*"/export talk.md", "enter")
        await on.pilot.pause(0.3)
        assert (tmp_path / "talk.md").read_text() == "## You\n\nhi\n\n## Agent\n\nIt is done.\n"
        assert "Exported to" in on.shown()


async def test_diff_shows_the_edits_of_the_session() -> None:
    async with stage() as on:
        await on.press(*"/diff", "enter")
        assert "Nothing was edited" in on.shown()
        await on.play(began("hi"), call_began("e", "edit_file", "x"), call_ended("e", "edit_file", Result("", DIFF)))
        await on.press(*"/diff", "enter")
        assert isinstance(on.app.screen, Large)
        assert "1 file" in str(on.app.screen.page.border_title)


async def test_memory_needs_a_file_and_a_terminal() -> None:
    async with stage() as on:
        await on.press(*"/memory", "enter")
        assert "There is no instruction file here yet" in on.shown()
    async with stage(settings=replace(SETTINGS, memory=("AGENTS.md",))) as on:
        await on.press(*"/memory", "enter")
        assert "cannot be handed to an editor" in on.shown()
