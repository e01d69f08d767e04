"""The session for a screen reader: only ever more lines, and everything can be said and answered in lines."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.model.waiting import wait
from tests.support.home import AGENT, Home
from tests.support.openai_server import Answer, OpenAIServer, call, say, slow
from tests.support.processes import runs
from tests.support.terminal import Terminal


@contextmanager
def reader(home: Home, *answers: Answer, **env: str) -> Iterator[Terminal]:
    with OpenAIServer(list(answers)) as server:
        given = {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "x", **env}
        with Terminal([*AGENT, "--screen-reader"], home.project, home.env(**given)) as terminal:
            terminal.wait_for("Ctrl+D leaves")
            yield terminal


def plain(terminal: Terminal) -> str:
    """All that was sent, which must be nothing but lines."""
    sent = bytes(terminal.raw).decode()
    assert "\x1b" not in sent
    return sent


def test_words_tools_and_an_approval(home: Home) -> None:
    run = call("bash", {"command": "touch made && echo it ran"})
    with reader(home, run, say("All **done**.")) as terminal:
        terminal.send("make it\n")
        terminal.wait_for("Answer with a number, yes or no:")
        terminal.send("1\n")
        terminal.wait_for("All **done**.")
        terminal.send("\x04")
        assert terminal.wait_for_exit() == 0
        said = plain(terminal)
    assert "Run this command?\r\n$ touch made && echo it ran" in said
    assert "1: yes" in said
    assert "bash done, exit 0" in said
    assert (home.project / "made").exists()


def test_a_no_with_its_reason_reaches_the_model(home: Home) -> None:
    with reader(home, call("bash", {"command": "touch made"}), say("As you wish.")) as terminal:
        terminal.send("make it\n")
        said = terminal.wait_for("Answer with a number, yes or no:")
        number = next(line.split(":")[0] for line in said.splitlines() if "no, and say why" in line)
        terminal.send(f"{number.strip()}\n")
        terminal.wait_for("Why not?")
        terminal.send("not here\n")
        terminal.wait_for("As you wish.")
        plain(terminal)
    assert not (home.project / "made").exists()


def test_a_yes_in_letters_counts_and_other_words_are_told_to_wait(home: Home) -> None:
    run, read = call("bash", {"command": "touch made"}), call("read_file", {"path": "README.md"})
    with reader(home, run, say("Made."), read, slow("Slowly it goes.", 0.3), say("Later then.")) as terminal:
        terminal.send("make it\n")
        terminal.wait_for("Answer with a number, yes or no:")
        terminal.send("what is it for\n")
        terminal.wait_for("The question is still open; answer with a number.")
        assert not (home.project / "made").exists()
        terminal.send("Y\n")
        terminal.wait_for("Made.")
        terminal.wait_for("read_file done")
        terminal.send("more\n")
        terminal.wait_for("/steer TEXT is heard sooner.")
        terminal.wait_for("Slowly it goes.")
        terminal.wait_for("Later then.")
        plain(terminal)
    assert (home.project / "made").exists()


def test_questions_commands_and_own_commands(home: Home) -> None:
    asked = {"questions": [{"text": "Which colour?", "options": ["red", "green"]}]}
    with reader(home, call("ask_user", asked), say("Green it is.")) as terminal:
        terminal.send("paint\n")
        terminal.wait_for("2: green")
        terminal.send("2\n")
        terminal.wait_for("Green it is.")
        terminal.send("/mode plan\n/cots\n!echo by hand\n/help\n")
        terminal.wait_for("/exit")
        terminal.wait_for("done")
        said = plain(terminal)
    assert "Did you mean /cost?" in said


def test_hostile_words_stay_words(home: Home) -> None:
    with reader(home, say("\x1b]0;title\x07\x1b[2Jgone")) as terminal:
        terminal.send("hello\n")
        terminal.wait_for("gone")
        plain(terminal)


def test_how_quick_it_is_is_told_once(home: Home) -> None:
    with reader(home, say("Well.")) as terminal:
        terminal.send("hello\n")
        terminal.wait_for("Well.")
        terminal.send("/perf\n")
        terminal.wait_for("request: ")
        said = plain(terminal)
    assert "this session's alone" in said
    assert "1 opened, 0 reused" in said
    assert said.count("memory: app ") == 1


def test_where_nothing_was_said_there_is_nothing_to_go_on_with(home: Home) -> None:
    with reader(home) as terminal:
        terminal.send("\x04")
        assert terminal.wait_for_exit() == 0
        assert "Continue with" not in plain(terminal)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_ends_what_runs_and_says_how_to_go_on(home: Home, told: signal.Signals) -> None:
    command = "sleep 61.0877"
    with reader(home, call("bash", {"command": command}), say("unused")) as terminal:
        terminal.send("wait\n")
        terminal.wait_for("Answer with a number, yes or no:")
        terminal.send("yes\n")
        wait(lambda: runs(command))
        terminal.process.send_signal(told)
        assert terminal.wait_for_exit() == 0
        assert "Continue with: agent" in terminal.screen
    assert not runs(command)
    assert '"stopped"' in home.journals[-1].read_text()
