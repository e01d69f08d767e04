"""Each key of the table, pressed in the running app: what is seen of it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from agent_tui.core import events as e
from agent_tui.core.ops import Answer, Interrupt, Say, SetMode, Steer
from agent_tui.core.verdicts import Mode, Scope
from agent_tui.core.views import Result, Screen
from agent_tui.tui.entries import Table
from agent_tui.tui.keys import KEYS
from agent_tui.tui.screens.picker import Picker
from agent_tui.tui.widgets.find import Find
from agent_tui.tui.widgets.side import Side
from tests.tui.stage import Stage, stage
from tests.tui.support import EDIT, SETTINGS, began, call_began, call_ended, replied

Effect = Callable[[Stage, str], Awaitable[None]]
TALK = tuple(
    event for n in range(1, 9) for event in (began(f"question {n}", n), replied(f"answer {n}\n\n" + "x\n\n" * 9))
)


async def sends(on: Stage, key: str) -> None:
    await on.press(*"hi", key)
    assert (on.session.heard, on.composer.text) == ([Say("hi")], "")


async def sends_now(on: Stage, key: str) -> None:
    await on.play(began("go"))
    await on.press(*"wait", key)
    assert on.session.heard == [Steer("wait")]


async def breaks_the_line(on: Stage, key: str) -> None:
    await on.press("a", key, "b")
    assert (on.session.heard, on.composer.text) == ([], "a\nb")


async def recalls(on: Stage, key: str) -> None:
    await on.press(*"one", "enter", key)
    assert on.composer.text == "one"


async def lists_the_keys(on: Stage, key: str) -> None:
    await on.press(key)
    assert [entry.title for entry in on.app.state.entries if isinstance(entry, Table)] == ["Keys"]
    assert on.composer.text == ""


async def offers_files(on: Stage, key: str) -> None:
    await on.press(key, *"cart")
    assert on.marked() == "shop/cart.py"


async def completes_a_command(on: Stage, key: str) -> None:
    await on.press(*"/ren", key)
    assert on.composer.text == "/rename "


async def pastes_a_picture(on: Stage, key: str) -> None:
    await on.press(key)
    async with asyncio.timeout(10):
        while not on.composer.text:
            await on.pilot.pause(0.02)
    assert on.composer.text.startswith("[image 1: clipboard-")


async def searches_what_was_sent(on: Stage, key: str) -> None:
    await on.press(*"one", "enter", *"two", "enter", key, "o", "n", "enter")
    assert on.composer.text == "one"


async def puts_aside(on: Stage, key: str) -> None:
    await on.press(*"later", key)
    assert on.composer.text == ""
    await on.press(key)
    assert on.composer.text == "later"


async def undoes(on: Stage, key: str) -> None:
    await on.press(*"some", key)
    assert on.composer.text != "some"


async def opens_the_editor(on: Stage, key: str) -> None:
    await on.press(*"hi", key)
    assert "cannot be handed to an editor" in on.shown()
    assert on.composer.text == "hi"


async def allows(on: Stage, key: str) -> None:
    await on.play(*EDIT)
    await on.answerable()
    await on.press(key)
    assert on.session.heard == [Answer("e", True)]


async def edits_the_command(on: Stage, key: str) -> None:
    await on.play(call_began("c", "bash", "ls"), e.Asked("c", "Runs a command.", Screen("ls", "")))
    await on.answerable()
    await on.press(key)
    await on.press("x", "enter")
    assert on.session.heard == [Answer("c", True, command="lsx")]


async def stops(on: Stage, key: str) -> None:
    await on.play(began("go"))
    await on.press(key)
    assert on.session.heard == [Interrupt()]


async def changes_the_mode(on: Stage, key: str) -> None:
    await on.press(key)
    assert on.session.heard == [SetMode(Mode.EDITS)]


async def opens_the_newest(on: Stage, key: str) -> None:
    await on.play(call_began("c", "bash", "ls"), call_ended("c", "bash", Result("one", Screen("ls", "one", 0))))
    folded = on.shown()
    await on.press(key)
    assert "one" not in folded
    assert "one" in on.shown()


async def opens_the_palette(on: Stage, key: str) -> None:
    await on.press(key)
    await on.pilot.pause(0.2)
    assert isinstance(on.app.screen, Picker)


async def shows_the_side(on: Stage, key: str) -> None:
    await on.press(key)
    assert on.app.query_one(Side).display


async def scrolls_up(on: Stage, key: str) -> None:
    await on.play(*TALK)
    end = on.transcript.scroll_offset.y
    await on.press(key)
    assert 0 < on.transcript.scroll_offset.y < end


async def scrolls_down(on: Stage, key: str) -> None:
    await on.play(*TALK)
    await on.press("ctrl+home", key)
    assert on.transcript.scroll_offset.y > 0


async def goes_to_the_start(on: Stage, key: str) -> None:
    await on.play(*TALK)
    await on.press(key)
    assert on.transcript.scroll_offset.y == 0


async def goes_to_the_end(on: Stage, key: str) -> None:
    await on.play(*TALK)
    await on.press("ctrl+home", key)
    assert on.transcript.is_vertical_scroll_end


async def goes_over_older_entries(on: Stage, key: str) -> None:
    await on.play(*TALK)
    await on.press(key, "c")
    assert on.app.clipboard.startswith("answer 8")


async def goes_over_newer_entries(on: Stage, key: str) -> None:
    await on.play(*TALK)
    await on.press("ctrl+up", "ctrl+up", "ctrl+up", key, "c")
    assert on.app.clipboard == "question 8"


async def goes_to_the_turn_before(on: Stage, key: str) -> None:
    await on.play(*TALK)
    await on.press(key)
    assert on.transcript.render_line(0).text.rstrip().endswith("question 7")


async def goes_to_the_next_turn(on: Stage, key: str) -> None:
    await on.play(*TALK)
    await on.press("alt+up", "alt+up", key)
    assert on.transcript.render_line(0).text.rstrip().endswith("question 7")


async def finds(on: Stage, key: str) -> None:
    await on.play(*TALK)
    await on.press(key, *"answer 3")
    assert on.app.query_one(Find).display
    assert any("answer 3" in on.transcript.render_line(y).text for y in range(on.transcript.size.height))


async def clears(on: Stage, key: str) -> None:
    await on.press(*"hi", key)
    assert on.composer.text == ""
    assert on.left() is None


async def leaves(on: Stage, key: str) -> None:
    await on.press(key)
    await on.pilot.pause(0.1)
    assert on.left() == 0


async def goes_on_from_the_past(on: Stage, key: str) -> None:
    await on.press(*"one", "enter", *"draft", "up", key)
    assert on.composer.text == "draft"


async def writes_again(on: Stage, key: str) -> None:
    await on.press(*"some", "ctrl+underscore", key)
    assert on.composer.text == "some"


async def allows_for_long(on: Stage, key: str) -> None:
    await on.play(*EDIT)
    await on.answerable()
    await on.press(key)
    assert on.session.heard == [Answer("e", True, SCOPES[key])]


async def refuses_with_words(on: Stage, key: str) -> None:
    await on.play(*EDIT)
    await on.answerable()
    await on.press(key)
    await on.press(*"ugly", "enter")
    assert on.session.heard == [Answer("e", False, reason="ugly")]


SCOPES: dict[str, Scope] = {"a": "session", "p": "project", "w": "always"}
EFFECTS: dict[str, Effect] = {
    "enter": sends,
    "ctrl+enter": sends_now,
    **dict.fromkeys(("shift+enter", "ctrl+j", "alt+enter"), breaks_the_line),
    "up": recalls,
    "down": goes_on_from_the_past,
    "question_mark": lists_the_keys,
    "@": offers_files,
    "tab": completes_a_command,
    "ctrl+v": pastes_a_picture,
    "ctrl+r": searches_what_was_sent,
    "ctrl+s": puts_aside,
    "ctrl+underscore": undoes,
    "ctrl+y": writes_again,
    "ctrl+g": opens_the_editor,
    "y": allows,
    **dict.fromkeys(SCOPES, allows_for_long),
    "n": refuses_with_words,
    "e": edits_the_command,
    "escape": stops,
    "shift+tab": changes_the_mode,
    "ctrl+o": opens_the_newest,
    "ctrl+p": opens_the_palette,
    "ctrl+e": shows_the_side,
    "pageup": scrolls_up,
    "pagedown": scrolls_down,
    "ctrl+home": goes_to_the_start,
    "ctrl+end": goes_to_the_end,
    "ctrl+up": goes_over_older_entries,
    "ctrl+down": goes_over_newer_entries,
    "alt+up": goes_to_the_turn_before,
    "alt+down": goes_to_the_next_turn,
    "ctrl+f": finds,
    "ctrl+c": clears,
    "ctrl+d": leaves,
}
IN_A_PTY = {"ctrl+z"}
"""Only a real terminal can be given back to the shell: tests/e2e/test_flows.py presses these."""


@pytest.mark.asyncio
@pytest.mark.parametrize(("key", "effect"), EFFECTS.items(), ids=EFFECTS)
async def test_a_key_does_what_it_is_for(
    key: str, effect: Effect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "wl-paste"
    tool.write_text("#!/bin/sh\nprintf '\\211PNG\\r\\n\\032\\nrest'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-1")
    settings = replace(SETTINGS, kept=str(tmp_path))
    async with stage((120, 30), settings, lambda: ("shop/cart.py", "README.md")) as on:
        await effect(on, key)


def test_no_key_of_the_table_is_left_unpressed() -> None:
    keys = {key for row in KEYS for key in row.keys.split(",")}
    assert keys - EFFECTS.keys() == IN_A_PTY
