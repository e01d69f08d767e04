"""The panel at the side: what it tells, and the key that shows it."""

from __future__ import annotations

import pytest

from agent_tui.core import events as e
from agent_tui.core.views import BackgroundJob, Diff, FileChange, Result
from agent_tui.core.window import Category
from agent_tui.tui.paint.palette import palette
from agent_tui.tui.state import ViewState, reduce
from agent_tui.tui.theme import DARK
from agent_tui.tui.widgets.sections import side_lines
from agent_tui.tui.widgets.side import Side
from tests.tui.stage import stage
from tests.tui.support import DIFF, WORK, call_began, call_ended, spent


def told(*events: e.Event, width: int = 34) -> str:
    state = ViewState()
    for event in events:
        state = reduce(state, event)
    return "\n".join(line.text.rstrip() for line in side_lines(state, palette(DARK), width))


def test_a_new_session_says_nothing_but_its_empty_context() -> None:
    assert told() == f"context{'0 tokens':>27}"


def test_context_is_told_by_what_it_is_there_for() -> None:
    lines = told(spent(), e.Sent("m", "d", 1, 1, sizes={Category.SYSTEM: 1_702, Category.DIALOG: 38_977})).split("\n")
    assert lines[0] == f"context{'42%  84k/200k':>27}"
    assert [line.split()[0] for line in lines[2:4]] == ["system", "dialog"]
    assert [line.split()[-1] for line in lines[2:4]] == ["1,702", "38,977"]


def test_each_edited_file_stands_with_its_lines() -> None:
    other = Diff((FileChange("shop/a/very/long/way/down/to/a/file.py", "a\nb\n", "a\n"),), 0, 1)
    lines = told(
        call_began("a", "edit_file", "x"),
        call_ended("a", "edit_file", Result("", DIFF)),
        call_began("b", "edit_file", "y"),
        call_ended("b", "edit_file", Result("", other)),
    )
    assert f"edited{'2 files':>28}" in lines
    assert f"shop/cart.py{'+3 −2':>22}" in lines
    assert "…long/way/down/to/a/file.py  +0 −1" in lines


def test_running_jobs_stand_before_ended_ones() -> None:
    jobs = (BackgroundJob("1", "make", False, 2), BackgroundJob("2", "npm run dev", True))
    lines = told(e.JobsChanged(jobs)).split("\n")
    assert lines[-3:] == [f"jobs{'1 running':>30}", "● 2  npm run dev", f"✗ 1  make{'exit 2':>25}"]


def test_many_lines_of_a_section_are_cut_with_their_number() -> None:
    jobs = tuple(BackgroundJob(str(number), "sleep 9", True) for number in range(30))
    assert told(e.JobsChanged(jobs)).endswith("… 20 more")


def test_agents_at_work_are_told_with_what_they_did_last() -> None:
    lines = told(call_began("t", "task", "Find callers"), e.CallProgress("t", "✓ grep a\n✓ grep b\n")).split("\n")
    assert lines[-3:] == [f"agents{'1 at work':>28}", "● Find callers", "  ✓ grep b"]


@pytest.mark.asyncio
async def test_a_key_shows_and_hides_it() -> None:
    async with stage(size=(120, 30)) as on:
        side = on.app.query_one(Side)
        await on.play(*WORK)
        shown = [side.display]
        await on.press("ctrl+e")
        shown.append(side.display)
        assert any("42%" in side.render_line(y).text for y in range(side.size.height))
        await on.press("ctrl+e")
        shown.append(side.display)
        assert shown == [False, True, False]


@pytest.mark.asyncio
async def test_it_gives_way_to_the_talk_where_the_screen_is_narrow() -> None:
    async with stage(size=(120, 30)) as on:
        side = on.app.query_one(Side)
        await on.press("ctrl+e")
        await on.pilot.resize_terminal(99, 30)
        narrow = side.display
        await on.pilot.resize_terminal(100, 30)
        assert (narrow, side.display) == (False, True)


@pytest.mark.asyncio
async def test_a_narrow_screen_says_why_there_is_none() -> None:
    async with stage(size=(80, 24)) as on:
        await on.press("ctrl+e")
        await on.pilot.resize_terminal(120, 30)
        assert not on.app.query_one(Side).display
