"""What the composer does with long pastes, drafts and what was sent before, in the running app."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.events import Key, Paste

from agent_tui.core.ops import Say
from agent_tui.tui.past import Past
from agent_tui.tui.pasted import Pasted
from tests.tui.stage import Stage, stage
from tests.tui.support import SETTINGS

LONG = "\n".join(f"line {number}" for number in range(214))


async def paste(on: Stage, text: str) -> None:
    on.composer.post_message(Paste(text))
    await on.pilot.pause()


def test_chips_stand_for_one_text_each() -> None:
    pasted = Pasted()
    other = LONG.upper()
    first, second = pasted.chip(LONG), pasted.chip(other)
    assert (first, second) == ("[pasted 214 lines]", "[pasted 214 lines #2]")
    assert pasted.chip(LONG) == first
    assert pasted.expanded(f"{second} or {first}") == f"{other} or {LONG}"
    assert pasted.chip("x" * 5_000) == "[pasted 5,000 characters]"
    assert pasted.chip("short\ntext") == "short\ntext"


@pytest.mark.asyncio
async def test_what_is_typed_right_after_enter_is_not_lost() -> None:
    async with stage() as on:
        for key in ("h", "i", "enter", "m", "o"):
            on.composer.post_message(Key(key, key if len(key) == 1 else None))
        await on.pilot.pause(0.2)
        assert on.session.heard[-1] == Say("hi")
        assert on.composer.text == "mo"


async def test_a_long_paste_is_a_chip_until_it_is_sent() -> None:
    async with stage() as on:
        await on.press(*"why")
        await paste(on, LONG)
        assert on.composer.text == "why[pasted 214 lines]"
        await on.press("enter")
        assert on.session.heard == [Say(f"why{LONG}")]


@pytest.mark.asyncio
async def test_a_chip_is_deleted_at_once() -> None:
    async with stage() as on:
        await on.press("a")
        await paste(on, LONG)
        await on.press("backspace")
        assert on.composer.text == "a"


@pytest.mark.asyncio
async def test_the_text_is_put_aside_and_brought_back() -> None:
    async with stage() as on:
        await on.press(*"later", "ctrl+s")
        assert on.composer.text == ""
        await on.press(*"now", "enter", "ctrl+s")
        assert on.composer.text == "later"


@pytest.mark.asyncio
async def test_what_was_sent_in_an_earlier_session_comes_back(tmp_path: Path) -> None:
    Past(tmp_path / "sent.jsonl").add("fix the cart")
    Past(tmp_path / "sent.jsonl").add("explain")
    async with stage(settings=replace(SETTINGS, kept=str(tmp_path))) as on:
        await on.press("up", "up", "up")
        assert on.composer.text == "fix the cart"
        await on.press("down", "down", "ctrl+r", *"cart")
        assert on.marked() == "fix the cart"
        await on.press("enter")
        assert on.composer.text == "fix the cart"
        assert on.session.heard == []


@pytest.mark.asyncio
async def test_a_search_without_result_or_with_escape_leaves_the_text() -> None:
    async with stage() as on:
        await on.press("ctrl+r", *"zz", "enter")
        assert (on.composer.text, on.marked()) == ("zz", None)
        await on.press("ctrl+r", "escape")
        assert (on.composer.text, on.marked()) == ("zz", None)
        assert on.session.heard == []


@pytest.mark.asyncio
async def test_a_search_takes_what_was_typed_before_the_menu_heard_of_it(tmp_path: Path) -> None:
    for text in ("fix the cart", "explain"):
        Past(tmp_path / "sent.jsonl").add(text)
    async with stage(settings=replace(SETTINGS, kept=str(tmp_path))) as on:
        await on.press("ctrl+r")
        assert on.marked() == "explain"
        for key in ("c", "a", "enter"):
            on.composer.post_message(Key(key, key if len(key) == 1 else None))
        await on.pilot.pause(0.1)
        assert on.composer.text == "fix the cart"
        assert on.session.heard == []


@pytest.mark.asyncio
async def test_a_draft_is_kept_until_the_person_leaves(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    (tmp_path / f"draft-{ended.pid}").write_text("half a thou")
    async with stage(settings=replace(SETTINGS, kept=str(tmp_path))) as on:
        assert on.composer.text == "half a thou"
        await on.press(*"ght")
        await on.pilot.pause(1.2)
        assert (tmp_path / f"draft-{os.getpid()}").read_text() == "half a thought"
        await on.press(*["backspace"] * 14, "ctrl+d")
        await on.pilot.pause(0.1)
        assert not list(tmp_path.glob("draft-*"))


@pytest.mark.asyncio
async def test_a_question_mark_alone_shows_the_keys_and_is_not_remembered() -> None:
    async with stage() as on:
        await on.press("question_mark")
        assert "what was sent before" in on.shown()
        await on.press("up")
        assert on.composer.text == ""
        await on.press("a", "question_mark")
        assert on.composer.text == "a?"


@pytest.mark.asyncio
async def test_the_draft_stays_where_there_is_no_editor() -> None:
    async with stage() as on:
        await on.press(*"hi", "ctrl+g")
        assert on.composer.text == "hi"
        assert "cannot be handed to an editor" in on.shown()


@pytest.mark.asyncio
async def test_the_word_behind_the_caret_is_deleted() -> None:
    async with stage() as on:
        await on.press(*"one two three", "home", "ctrl+right", "alt+d")
        assert on.composer.text == "one three"


@pytest.mark.asyncio
async def test_up_goes_through_the_rows_of_a_long_line_before_what_was_sent() -> None:
    async with stage((40, 20)) as on:
        long = "word " * 20
        await on.press(*"first", "enter", *long, "enter", *long, "up")
        assert on.composer.text == long
        await on.press("up", "up", "up")
        assert on.composer.text == long.strip()
        await on.press("up")
        assert on.composer.text == "first"
        await on.press("down", "down", "down", "down", "down")
        assert on.composer.text == long


@pytest.mark.asyncio
async def test_the_terminals_cursor_goes_with_a_line_that_is_wrapped_anew() -> None:
    async with stage((20, 5)) as on:
        text = "because it is wrong and"
        await on.press(*text)
        on.composer.wrapped_document.wrap(60)
        there = on.composer.cursor_screen_offset - on.composer.content_region.offset
        assert (there.x, there.y + on.composer.scroll_offset.y) == (len(text), 0)
