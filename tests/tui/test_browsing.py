"""Going over the talk with the keyboard: what opens, what stays in sight, and where letters go."""

from __future__ import annotations

from textual.events import Paste

from agent_tui.core import events as e
from agent_tui.core.views import Listing, Result, Screen
from agent_tui.tui.widgets.status import Status
from agent_tui.tui.widgets.transcript import Transcript
from tests.tui.stage import Stage, stage
from tests.tui.support import began, call_began, call_ended, replied

READS = (
    e.BatchBegan(1, ("a", "b")),
    call_began("a", "read_file", "shop/cart.py", 1),
    call_began("b", "grep", "RATE", 1),
    call_ended(
        "a", "read_file", Result("x", Listing("shop/cart.py", "RATE = 7\nclass Cart:", 1, 2), summary="2 lines")
    ),
    call_ended("b", "grep", Result("shop/cart.py:1", summary="1 match")),
    e.BatchEnded(1, 0.02),
)


def line_of(on: Stage, words: str) -> int:
    """The line of the screen on which `words` stand; -1 where they do not."""
    lines = [on.transcript.render_line(y).text for y in range(on.transcript.size.height)]
    return next((y for y, line in enumerate(lines) if words in line), -1)


async def test_each_call_of_a_batch_opens_by_itself() -> None:
    async with stage() as on:
        await on.play(began("one"), *READS, replied("done"))
        await on.press("ctrl+up", "ctrl+up", "enter")
        assert "read_file  shop/cart.py" in on.shown()
        assert "class Cart:" not in on.shown()
        await on.press("down", "enter")
        assert "class Cart:" in on.shown()
        assert "shop/cart.py:1" not in on.shown()
        await on.press("down", "enter")
        assert "shop/cart.py:1" in on.shown()
        await on.press("up", "enter", "up", "enter")
        assert "read_file  shop/cart.py" not in on.shown()


async def test_a_click_opens_a_call_of_a_batch() -> None:
    async with stage() as on:
        await on.play(began("one"), *READS, replied("done"))
        await on.pilot.click(Transcript, offset=(8, line_of(on, "2 calls in parallel")))
        await on.pilot.click(Transcript, offset=(8, line_of(on, "read_file")))
        assert "class Cart:" in on.shown()


async def test_one_call_of_a_batch_is_copied() -> None:
    async with stage() as on:
        await on.play(began("one"), *READS, replied("done"))
        await on.press("ctrl+up", "ctrl+up", "enter", "down", "down", "c")
        await on.pilot.pause()
        assert on.app.clipboard == "shop/cart.py:1"


async def test_what_is_opened_stays_where_it_was() -> None:
    async with stage(size=(100, 20)) as on:
        output = "\n".join(f"line {number}" for number in range(40))
        await on.play(began("one"), call_began("c", "bash", "make"))
        await on.play(call_ended("c", "bash", Result(output, Screen("make", output, 0))), replied("done\n\n" * 12))
        await on.press("ctrl+up", "ctrl+up")
        before = line_of(on, "bash  make")
        await on.press("enter")
        assert line_of(on, "bash  make") == before
        await on.press("enter", "escape")
        await on.press("ctrl+end")
        assert on.transcript.is_vertical_scroll_end


async def test_letters_go_to_the_composer() -> None:
    async with stage() as on:
        await on.play(began("one"), replied("done"))
        await on.press("ctrl+up")
        assert on.app.query_one(Status).render_line(0).text.rstrip().endswith("esc back")
        await on.press(*"task")
        assert on.composer.text == "task"
        assert on.composer.has_focus
        await on.press("ctrl+up")
        on.transcript.post_message(Paste(" pasted"))
        await on.pilot.pause()
        assert on.composer.text == "task pasted"


async def test_time_counts_from_when_the_person_allowed_it() -> None:
    async with stage() as on:
        await on.play(began("one"), call_began("c", "bash", "make"), e.Asked("c", "Runs.", Screen("make", "")))
        on.clock.now += 40
        await on.play(e.Answered("c", True))
        on.clock.now += 3
        await on.play(e.CallProgress("c", "words\n"))
        assert "3.0 s" in on.shown()


async def test_a_command_is_told_once_where_its_line_has_it_all() -> None:
    async with stage() as on:
        long = "echo " + "word " * 40
        await on.play(
            call_began("c", "bash", "make"), call_ended("c", "bash", Result("no", Screen("make", "no", 2), failed=True))
        )
        await on.play(
            call_began("d", "bash", long), call_ended("d", "bash", Result("no", Screen(long, "no", 2), failed=True))
        )
        assert on.shown().count("make") == 1
        assert on.shown().count("echo") == 2


async def test_long_lines_of_output_are_whole() -> None:
    async with stage(size=(60, 20)) as on:
        output = "x" * 80 + " END"
        await on.play(call_began("c", "bash", "make"), call_ended("c", "bash", Result("", Screen("make", output, 0))))
        await on.press("ctrl+o")
        assert "END" in on.shown()


async def test_a_call_without_a_time_tells_none() -> None:
    async with stage() as on:
        await on.play(began("one"), call_began("c", "bash", "make"))
        await on.play(call_ended("c", "bash", Result("Interrupted.", failed=True), 0.0), e.Stopped("interrupted"))
        assert "0.00 s" not in on.shown()
        assert "✗" in on.shown()


async def test_what_a_command_tells_is_read_from_its_beginning() -> None:
    async with stage(size=(80, 24)) as on:
        await on.play(began("one"), replied("done\n\n" * 12))
        await on.press(*"/help", "enter")
        await on.pilot.pause()
        assert line_of(on, "Commands") == 0
        assert line_of(on, "↓ end") == on.transcript.size.height - 1
        await on.press(*"/todos", "enter")
        await on.pilot.pause()
        assert on.transcript.is_vertical_scroll_end
