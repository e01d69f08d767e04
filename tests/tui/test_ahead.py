"""The lines of a large diff are matched in another thread than the one that keys are seen to in."""

from __future__ import annotations

import threading

import pytest

from agent_tui.core import events as e
from agent_tui.core.views import Diff, FileChange, Result
from agent_tui.tui.screens.large import Large
from tests.tui.stage import Stage, stage
from tests.tui.support import began, call_began, call_ended


class Watched(str):
    """A text that remembers which threads looked at it."""

    __slots__ = ("seen",)

    def __init__(self, text: str) -> None:
        """As `str`, which takes `text` before."""
        self.seen: set[int] = set()

    def isascii(self) -> bool:
        """As `str`; what is painted is asked this first."""
        self.seen.add(threading.get_ident())
        return super().isascii()


def large(name: str) -> tuple[Diff, set[int]]:
    """A diff of many lines, and the threads that matched it."""
    lines = [f"{name} = {number}" for number in range(1_000)]
    text = Watched("\n".join(lines))
    changed = [line if number % 50 else f"{line}  # changed" for number, line in enumerate(lines)]
    return Diff((FileChange(f"{name}.txt", text, "\n".join(changed)),), 20, 20), text.seen


async def seen_elsewhere(on: Stage, seen: set[int], shown: str) -> None:
    for _ in range(100):
        if shown in on.shown():
            break
        await on.pilot.pause(0.05)
    assert shown in on.shown()
    assert seen
    assert threading.get_ident() not in seen


@pytest.mark.asyncio
async def test_a_large_edit_that_is_asked_for_is_matched_in_a_thread_and_then_shown_whole() -> None:
    diff, seen = large("asked")
    async with stage() as on:
        await on.play(began("go"), call_began("x", "edit_file", "asked.txt"), e.Asked("x", "writes", diff))
        await seen_elsewhere(on, seen, "asked = 950  # changed")


@pytest.mark.asyncio
async def test_a_large_edit_that_is_opened_is_matched_in_a_thread() -> None:
    diff, seen = large("opened")
    async with stage() as on:
        await on.play(
            began("go"),
            call_began("x", "edit_file", "a"),
            call_ended("x", "edit_file", Result("", diff)),
            e.Stopped("done"),
        )
        assert not seen
        await on.press("ctrl+o")
        await seen_elsewhere(on, seen, "opened = 950  # changed")
        await on.press("ctrl+o")
        await on.pilot.pause(0.1)
        assert "# changed" not in on.shown()


@pytest.mark.asyncio
async def test_all_edits_of_a_session_are_matched_in_a_thread() -> None:
    diff, seen = large("session")
    async with stage() as on:
        await on.play(
            began("go"),
            call_began("x", "edit_file", "a"),
            call_ended("x", "edit_file", Result("", diff)),
            e.Stopped("done"),
        )
        await on.press(*"/diff", "enter")
        for _ in range(100):
            if isinstance(on.app.screen, Large):
                break
            await on.pilot.pause(0.05)
        assert isinstance(on.app.screen, Large)
        assert seen
        assert threading.get_ident() not in seen
