"""Going back to an earlier message with the edits since, in the whole app in a terminal."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.home import AGENT, Home
from tests.support.openai_server import Answer, OpenAIServer, call, say
from tests.support.terminal import Terminal


def _edits() -> list[Answer]:
    """Two turns, each of which makes a file."""
    first, second = (call("write_file", {"path": f"{name}.txt", "content": f"{name}\n"}) for name in ("one", "two"))
    return [first, say("First made."), second, say("Second made.")]


@contextmanager
def talked(home: Home, *more: Answer) -> Iterator[tuple[OpenAIServer, Terminal]]:
    """An app in which two turns have made a file each."""
    with (
        OpenAIServer([*_edits(), *more]) as server,
        Terminal([*AGENT, "--mode=edits"], home.project, env(home, server)) as on,
    ):
        on.wait_for("commands")
        on.send("make one\r")
        on.wait_for("First made.")
        on.wait_until_gone("●")
        on.send("make two\r")
        on.wait_for("Second made.")
        on.wait_until_gone("●")
        yield server, on


def env(home: Home, server: OpenAIServer) -> dict[str, str]:
    return home.env(AGENT_MODEL="openai/scripted", OPENAI_BASE_URL=server.base_url, OPENAI_API_KEY="x")


def made(home: Home) -> list[str]:
    return sorted(path.name for path in home.project.glob("*.txt"))


def test_the_talk_and_the_files_go_back_and_the_talk_forth_again(home: Home) -> None:
    with talked(home, say("As you wish."), say("Forth.")) as (server, on):
        on.send("\x1b")
        on.wait_for("esc again")
        on.send("\x1b")
        on.wait_for("1 file +1")
        on.send("\r")
        on.wait_for("conversation and files")
        on.send("\r")
        on.wait_for("Took back the edits of two.txt")
        assert made(home) == ["one.txt"]
        on.wait_for("› make two")
        assert "Second made." not in on.screen
        on.send(" but better\r")
        on.wait_for("As you wish.")
        on.wait_until_gone("●")
        told = json.dumps(server.requests[-1].body)
        assert "make two but better" in told
        assert "Second made." not in told
        on.send("/rewind undo\r")
        on.wait_for("again where it was")
        on.send("go on\r")
        on.wait_for("Forth.")
        told = json.dumps(server.requests[-1].body)
        assert "Second made." in told
        assert "but better" not in told
        assert "took back the last edits of two.txt" in told
        on.send("\x03\x03")
        assert on.wait_for_exit() == 0


def test_after_a_kill_the_talk_stands_where_it_was_returned_to(home: Home) -> None:
    with talked(home) as (_, on):
        on.send("/rewind 1 conversation\r")
        on.wait_for("Back to just before")
        on.wait_for("› make two")
        os.kill(on.process.pid, signal.SIGKILL)
        on.wait_for_exit()
    assert made(home) == ["one.txt", "two.txt"]
    with (
        OpenAIServer([say("Going on."), say("And forth.")]) as server,
        Terminal([*AGENT, "--continue"], home.project, env(home, server)) as on,
    ):
        on.wait_for("First made.")
        on.wait_for("› make two")
        assert "Second made." not in on.screen
        on.send(", please\r")
        on.wait_for("Going on.")
        on.wait_until_gone("●")
        assert "Second made." not in json.dumps(server.requests[-1].body)
        on.send("/rewind undo\r")
        on.wait_for("Second made.")
        on.send("go on\r")
        on.wait_for("And forth.")
        assert "Second made." in json.dumps(server.requests[-1].body)


def test_a_file_that_somebody_else_changed_stops_all_of_it(home: Home) -> None:
    with talked(home) as (_, on):
        (home.project / "one.txt").write_text("mine\n")
        on.send("/rewind 2 both\r")
        on.wait_for("Cannot rewind: changed since by someone else: one.txt")
        assert made(home) == ["one.txt", "two.txt"]
        assert "Second made." in on.screen
        on.send("/rewind 1 files\r")
        on.wait_for("what shell commands changed stays as it is")
        assert made(home) == ["one.txt"]
        assert "Second made." in on.screen


def test_a_screen_reader_goes_back_in_lines(home: Home) -> None:
    with OpenAIServer([*_edits(), say("As you wish.")]) as server:
        arguments = [*AGENT, "--screen-reader", "--mode=edits"]
        with Terminal(arguments, home.project, env(home, server)) as on:
            on.wait_for("Ctrl+D leaves")
            on.send("make one\n")
            on.wait_for("First made.")
            on.send("make two\n")
            on.wait_for("Second made.")
            on.send("/rewind\n")
            on.wait_for("2: make one, now, 2 files +2")
            on.send("/rewind 1\n")
            on.wait_for("one of: both, conversation, files")
            on.send("/rewind 1 both\n")
            on.wait_for("You had said: make two")
            on.wait_for("Took back the edits of two.txt")
            assert made(home) == ["one.txt"]
            on.send("something else\n")
            on.wait_for("As you wish.")
            assert "Second made." not in json.dumps(server.requests[-1].body)
            on.send("\x04")
            assert on.wait_for_exit() == 0
