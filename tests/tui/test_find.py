"""Looking for words in the talk, and going through it by turns."""

from __future__ import annotations

import asyncio

import pytest

from agent_tui.core.events import Event, Stopped
from agent_tui.core.views import Listing, Result
from agent_tui.tui.entries import Entry, Reply, Said, ToolCall
from agent_tui.tui.search import Hit, Search
from agent_tui.tui.widgets.find import Find
from tests.tui.stage import Stage, stage
from tests.tui.support import began, call_began, call_ended, replied

FOLDED = Listing("cart.py", "\n".join([*(f"line {n}" for n in range(40)), "a needle"]), 1, 41)


def talk(turns: int) -> list[Event]:
    """Turns with a reply each; a call in the first one holds a needle."""
    events: list[Event] = [
        began("question 0"),
        call_began("r", "read_file", "cart.py"),
        call_ended("r", "read_file", Result("", FOLDED)),
        Stopped("done"),
    ]
    for turn in range(1, turns):
        words = f"Answer {turn}, Needle and needle.\n\n" + "More words.\n\n" * 10
        events += [began(f"question {turn}", turn), replied(words), Stopped("done")]
    return events


def on_screen(on: Stage) -> list[str]:
    return [on.transcript.render_line(y).text.rstrip() for y in range(on.transcript.size.height)]


def told(on: Stage) -> str:
    return str(on.app.query_one(Find).query("Static").last().render()).split("  ")[1]


def test_every_place_is_counted_in_any_case() -> None:
    search = Search()
    search.look_for("NEEDLE", (Reply(1, "a needle, a Needle"), Reply(2, "hay"), Reply(3, "needle")), near=1)
    assert (search.hit, search.told) == (Hit(0, 1), "2/3")
    search.step(1)
    assert (search.hit, search.told) == (Hit(2, 0), "3/3")
    search.step(1)
    assert search.told == "1/3"
    search.look_for("straw", (Reply(1, "hay"),), near=0)
    assert (search.hit, search.told) == (None, "not found")


def test_what_has_changed_is_read_again() -> None:
    search = Search()
    search.look_for("needle", (Reply(1, "a nee"),), near=0)
    search.look_for("needle", (Reply(1, "a needle"),), near=0)
    assert search.hit == Hit(0, 0)


def test_what_a_card_holds_is_found() -> None:
    search = Search()
    card: Entry = ToolCall(1, "r", "read_file", "cart.py", "done", view=FOLDED)
    search.look_for("a needle", (card,), near=0)
    assert search.hit == Hit(0, 0)


def test_words_are_found_as_they_are_written_and_as_they_are_seen() -> None:
    search = Search()
    reply = Reply(1, "The **second** call of `apply()`, *not* the first: `a*b*c`, __init__.")
    for words in ("second call", "**second**", "of apply()", "not the", "a*b*c", "__init__"):
        search.look_for(words, (reply,), near=0)
        assert search.told == "1/1", words


@pytest.mark.asyncio
async def test_a_place_between_marks_is_gone_to() -> None:
    async with stage() as on:
        await on.play(began("why"), replied("The **second** call.\n\n" + "More.\n\n" * 60), Stopped("done"))
        await on.press("ctrl+f", *"second call")
        assert told(on) == "1/1"
        assert any("The second call." in line for line in on_screen(on))


@pytest.mark.asyncio
async def test_enter_goes_from_place_to_place_and_escape_back() -> None:
    async with stage() as on:
        await on.play(*talk(6))
        before = on_screen(on)
        await on.press("ctrl+f", *"needle")
        assert told(on) == "11/11"
        await on.press("escape")
        assert on_screen(on) == before
        await on.press("ctrl+f", *"needle")
        assert any("Needle and needle" in line for line in on_screen(on))
        await on.press("enter", "up")
        assert told(on) == "9/11"
        assert any("Answer 4" in line for line in on_screen(on))
        await on.press("down")
        assert told(on) == "10/11"
        await on.play(began("more"), replied("a needle that came later"))
        await on.press("up")
        assert told(on) == "9/12"
        await on.press("escape")
        assert on.app.focused is on.composer


@pytest.mark.asyncio
async def test_a_folded_card_is_unfolded_for_its_place_and_folded_again() -> None:
    async with stage() as on:
        await on.play(*talk(6))
        await on.press("ctrl+f", *"a needle")
        assert told(on) == "1/1"
        assert any("a needle" in line for line in on_screen(on))
        assert on.transcript.column.opened(1)
        await on.press("escape")
        assert not on.transcript.column.opened(1)


@pytest.mark.asyncio
async def test_control_f_again_ends_the_search_where_it_led_to() -> None:
    async with stage() as on:
        await on.play(*talk(6))
        await on.press("ctrl+f", *"Answer 2", "ctrl+f")
        assert any("Answer 2" in line for line in on_screen(on))
        assert not on.app.query_one(Find).display
        await on.press("x")
        assert on.composer.text == "x"


@pytest.mark.asyncio
async def test_alt_up_and_down_go_from_turn_to_turn() -> None:
    async with stage() as on:
        await on.play(*talk(6))
        for turn in (4, 3, 2):
            await on.press("alt+up")
            assert on_screen(on)[0].endswith(f"question {turn}")
        await on.press("alt+down")
        assert on_screen(on)[0].endswith("question 3")
        await on.press(*["alt+down"] * 3)
        assert "↓ end" not in on_screen(on)[-1]


@pytest.mark.asyncio
async def test_ten_thousand_entries_are_searched_without_drawing_them() -> None:
    async with stage() as on:
        await on.play(*talk(3_334))
        async with asyncio.timeout(60):
            while sum(isinstance(entry, Said) for entry in on.app.state.entries) < 3_334:
                await on.pilot.pause(0.1)
        widgets = len(on.app.screen.query("*"))
        drawn = sum(row.strips is not None for row in on.transcript.column.rows)
        await on.press("ctrl+f", *"Answer 1700")
        assert told(on) == "1/1"
        assert any("Answer 1700" in line for line in on_screen(on))
        assert len(on.app.screen.query("*")) == widgets
        assert sum(row.strips is not None for row in on.transcript.column.rows) < drawn + 200


@pytest.mark.asyncio
async def test_the_keyboard_goes_over_older_entries_opens_and_copies_them() -> None:
    async with stage() as on:
        await on.play(*talk(3))
        await on.press("ctrl+up", "c")
        assert on.app.clipboard.startswith("Answer 2")
        await on.press("up", "c")
        assert on.app.clipboard == "question 2"
        await on.press(*["ctrl+up"] * 3)
        assert not on.transcript.column.opened(1)
        await on.press("enter")
        assert on.transcript.column.opened(1)
        await on.press("escape", "x")
        assert on.composer.text == "x"
