"""Keys that the person chose in the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from agent_tui.core.errors import UsageError
from agent_tui.core.ops import Say, Steer
from agent_tui.core.verdicts import Mode
from agent_tui.tui.keys import KEYS, shown
from agent_tui.tui.remap import aliases, remapped
from tests.support.home import AGENT, Home, make_home
from tests.support.terminal import Terminal
from tests.tui.stage import stage
from tests.tui.support import SETTINGS, began


def test_without_wishes_nothing_changes() -> None:
    assert remapped({}) == KEYS
    assert aliases(KEYS) == {}


def test_the_usual_keys_and_names_do_not_clash() -> None:
    names = [key.name for key in KEYS if key.name]
    assert len(set(names)) == len(names)
    assert remapped({"stash": "ctrl+s"})


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"sendnow": "ctrl+k"}, "Did you mean send_now?"),
        ({"fly": "ctrl+k"}, "There are: send, "),
        ({"stash": "ctrl+stop"}, "'ctrl+stop' is no key"),
        ({"stash": ""}, "'' is no key"),
        ({"stash": "Ctrl+I"}, "terminals send ctrl+i as Tab"),
        ({"stash": "Left"}, "left is needed for writing"),
        ({"stash": "Ctrl+R"}, "ctrl+r cannot be both"),
        ({"stash": "k"}, "k could no longer be written"),
        ({"stash": "ctrl+r"}, "ctrl+r cannot be both for search_past and for stash"),
        ({"stash": "escape"}, "for stash and for “stop the agent"),
        ({"stash": "ctrl+k", "find": "f3, ctrl+k"}, "ctrl+k cannot be both for stash and for find"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told(wanted: dict[str, str], sentence: str) -> None:
    with pytest.raises(UsageError) as told:
        remapped(wanted)
    assert sentence in str(told.value)


def test_keys_are_named_as_they_are_shown_in_any_order() -> None:
    (stash,) = (key for key in remapped({"stash": "Shift+Ctrl+K, F5"}) if key.name == "stash")
    assert (stash.keys, stash.shown) == ("ctrl+shift+k,f5", "Ctrl+Shift+K, F5")


@pytest.mark.asyncio
async def test_chosen_keys_work_in_place_of_the_usual_ones() -> None:
    table = remapped(
        {"send": "ctrl+k", "new_line": "enter", "send_now": "f8, ctrl+enter", "mode": "f6", "search_past": "alt+r"}
    )
    async with stage(settings=replace(SETTINGS, keys=table)) as on:
        await on.press("a", "enter", "b", "ctrl+k")
        assert on.session.heard == [Say("a\nb")]
        await on.play(began("a\nb"))
        await on.press("x", "f8")
        assert on.session.heard[-1] == Steer("x")
        heard = len(on.session.heard)
        await on.press("shift+tab", "ctrl+r")
        assert len(on.session.heard) == heard
        assert on.marked() is None
        await on.press("f6", "alt+r")
        assert on.app.state.mode is Mode.ASK
        assert len(on.session.heard) == heard + 1
        assert on.marked() == "x"
    assert ("Ctrl+K", "send; while the agent works: queue") in shown(table)


@pytest.mark.asyncio
@pytest.mark.parametrize(("apart", "hint"), [(True, False), (False, True)])
async def test_the_list_says_what_the_terminal_may_not_send(apart: bool, hint: bool) -> None:
    async with stage(settings=replace(SETTINGS, tells_keys_apart=apart)) as on:
        await on.press("?")
        assert ("Ctrl+J for a new" in on.shown()) is hint


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


def test_a_clash_in_the_file_is_one_sentence(home: Home) -> None:
    folder = home.root / ".config" / "agent"
    folder.mkdir(parents=True)
    (folder / "config.yml").write_text("keys:\n  stash: ctrl+r\n")
    with Terminal(AGENT, home.project, home.env()) as terminal:
        assert terminal.wait_for_exit() == 2
        assert "ctrl+r cannot be both for search_past and for stash." in terminal.screen
        assert "Traceback" not in terminal.screen
