"""The window says what the session does, and calls the person who looks elsewhere."""

from __future__ import annotations

from agent_tui.core import events as e
from agent_tui.tui.state import ViewState, reduce
from agent_tui.tui.window import Window
from tests.tui import support as s

ENV = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
HOSTILE = "x\x1b]0;owned\x07\u202e;4;1"


def after(*events: e.Event) -> ViewState:
    state = ViewState()
    for event in events:
        state = reduce(state, event)
    return state


IDLE = ViewState()
BUSY = after(s.began("look"), e.StepBegan(1, "demo"))
ASKING = after(s.began("look"), s.call_began("c", "bash", "rm -r x"), e.Asked("c", "Runs."))
DONE = after(s.began("look"), s.replied("It is done."), e.Stopped("done"))


def window(way: str = "osc9", **env: str) -> Window:
    return Window("~/src/shop", "osc9" if way == "osc9" else "off", {**ENV, **env})


def test_the_title_follows_and_is_written_only_when_it_changes() -> None:
    shown = window()
    assert shown.follows(IDLE) == "\x1b]0;agent · ~/src/shop\x07"
    assert shown.follows(IDLE) == ""
    assert shown.follows(BUSY) == "\x1b]0;● working · ~/src/shop\x07"
    assert shown.follows(ASKING) == "\x1b]0;? needs you · ~/src/shop\x07"
    assert shown.follows(DONE) == "\x1b]0;agent · ~/src/shop\x07"
    shown.entered()
    assert shown.follows(DONE) == "\x1b]0;agent · ~/src/shop\x07"


def test_the_progress_goes_with_it_where_there_is_one() -> None:
    shown = window(WT_SESSION="x")
    assert shown.follows(BUSY).endswith("\x1b]9;4;3\x1b\\")
    assert shown.follows(ASKING).endswith("\x1b]9;4;4;100\x1b\\")
    assert shown.follows(DONE).endswith("\x1b]9;4;0\x1b\\")


def test_without_glyphs_the_title_has_none() -> None:
    assert window(LANG="C").follows(BUSY) == "\x1b]0;* working - ~/src/shop\x07"


def test_who_looks_elsewhere_is_called_at_the_end_and_when_needed() -> None:
    shown = window()
    assert shown.calls(BUSY, DONE, looked_at=False, seconds=1) == ("\x1b]9;agent: ~/src/shop: done. It is done.\x1b\\")
    assert "needs you for bash rm -r x" in shown.calls(BUSY, ASKING, looked_at=False, seconds=1)
    assert shown.calls(ASKING, ASKING, looked_at=False, seconds=1) == ""
    assert shown.calls(IDLE, BUSY, looked_at=False, seconds=1) == ""


def test_the_call_says_how_it_ended_and_who_stopped_it_is_not_called() -> None:
    shown = window()
    failed = after(s.began("look"), e.Stopped("error", "No connection."))
    stopped = after(s.began("look"), e.Stopped("interrupted"))
    assert shown.calls(BUSY, failed, looked_at=False, seconds=1) == "\x1b]9;agent: ~/src/shop: failed\x1b\\"
    assert shown.calls(BUSY, stopped, looked_at=None, seconds=99) == ""


def test_who_looks_is_not_called() -> None:
    assert window().calls(BUSY, DONE, looked_at=True, seconds=999) == ""
    assert window("off").calls(BUSY, DONE, looked_at=False, seconds=999) == ""


def test_where_nothing_tells_who_looks_only_a_long_turn_rings() -> None:
    assert window().calls(BUSY, DONE, looked_at=None, seconds=5) == ""
    assert window().calls(BUSY, DONE, looked_at=None, seconds=60) == "\x07"
    assert window("off").calls(BUSY, DONE, looked_at=None, seconds=60) == ""


def test_hostile_names_and_answers_stay_inside() -> None:
    shown = Window(HOSTILE, "osc9", ENV)
    ended = after(s.began("look"), s.replied(HOSTILE), e.Stopped("done"))
    asking = after(s.began("look"), s.call_began("c", HOSTILE, HOSTILE), e.Asked("c", "Runs."))
    for written in (
        shown.follows(BUSY),
        shown.calls(BUSY, ended, looked_at=False, seconds=1),
        shown.calls(BUSY, asking, looked_at=False, seconds=1),
    ):
        assert written.count("\x1b]") == 1
        assert "owned" not in written
        assert "\u202e" not in written
