from __future__ import annotations

import pytest

from agent_tui.tui.early.window import Way, call, entered, left, progress, title

HOSTILE = "a\x1b]0;b\x07c\x9d9;d\x9c\x1b\\;e\n\x00"
PLAIN = {"TERM": "xterm-256color"}
GHOSTTY = {"TERM": "xterm-ghostty", "TERM_PROGRAM": "ghostty", "TERM_PROGRAM_VERSION": "1.2.0"}


def test_the_title_is_remembered_and_given_back() -> None:
    assert entered(PLAIN) == "\x1b[22;0t"
    assert title("agent", PLAIN) == "\x1b]0;agent\x07"
    assert left(PLAIN) == "\x1b]0;\x07\x1b[23;0t"


def test_the_console_has_no_title_and_is_told_nothing_that_it_would_print() -> None:
    console = {"TERM": "linux"}
    assert (entered(console), title("x", console), left(console), progress("working", console)) == ("", "", "", "")
    assert call("x", "auto", console) == "\x07"


@pytest.mark.parametrize(
    ("env", "shown"),
    [
        (PLAIN, False),
        (GHOSTTY, True),
        ({**GHOSTTY, "TERM_PROGRAM_VERSION": "1.1.3"}, False),
        ({**GHOSTTY, "TMUX": "/tmp/tmux-0/default,1,0"}, False),
        ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.6.6"}, True),
        ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.5.14"}, False),
        ({"WT_SESSION": "x"}, True),
        ({"VTE_VERSION": "8003"}, True),
        ({"VTE_VERSION": "7600"}, False),
        ({"TERM": "xterm-kitty"}, False),
    ],
)
def test_progress_is_shown_only_where_it_is_known_to_be_understood(env: dict[str, str], shown: bool) -> None:
    assert progress("working", env) == ("\x1b]9;4;3\x1b\\" if shown else "")
    assert progress("none", env) == ("\x1b]9;4;0\x1b\\" if shown else "")
    assert ("\x1b]9;4;0" in left(env)) is shown


@pytest.mark.parametrize(
    ("way", "env", "written"),
    [
        ("off", PLAIN, ""),
        ("bell", GHOSTTY, "\x07"),
        ("auto", PLAIN, "\x07"),
        ("auto", GHOSTTY, "\x1b]777;notify;agent;done\x1b\\"),
        ("auto", {"TERM": "foot-extra"}, "\x1b]777;notify;agent;done\x1b\\"),
        ("auto", {"TERM": "xterm-kitty"}, "\x1b]9;agent: done\x1b\\"),
        ("auto", {"TERM": "tmux-256color", "TMUX": "x", "TERM_PROGRAM": "tmux"}, "\x07"),
        ("osc9", {"TMUX": "x"}, "\x1bPtmux;\x1b\x1b]9;agent: done\x1b\x1b\\\x1b\\"),
        ("osc777", {"STY": "x"}, "\x1bP\x1b]777;notify;agent;done\x07\x1b\\"),
    ],
)
def test_the_person_is_called_in_a_way_that_the_terminal_understands(
    way: Way, env: dict[str, str], written: str
) -> None:
    assert call("done", way, env) == written


@pytest.mark.parametrize("way", ["osc9", "osc777"])
def test_hostile_words_end_no_sequence_and_begin_none(way: Way) -> None:
    for written in (call(HOSTILE, way, PLAIN), title(HOSTILE, PLAIN)):
        body = written[2:].removesuffix("\x1b\\").removesuffix("\x07")
        assert body.isprintable()
    # A message that began with a number would be another command of the same sequence.
    assert call("4;3;50", "osc9", PLAIN) == "\x1b]9;agent: 4,3,50\x1b\\"
    assert call(HOSTILE, "osc777", PLAIN).count(";") == 3
