"""What people do with the app, in a real terminal with a scripted provider over HTTP."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from tests.e2e.test_faults import children, wait_until
from tests.support.home import AGENT, Home
from tests.support.http_server import Answer
from tests.support.openai_server import OpenAIServer, call, calls, say, slow
from tests.support.terminal import Terminal

LARGE, TINY = (200, 60), (20, 5)


def env(server: OpenAIServer) -> dict[str, str]:
    return {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "x"}


def widest(screen: str) -> int:
    return max(len(line) for line in screen.splitlines())


def answerable(terminal: Terminal, question: str) -> None:
    """Wait for a question, and for the first moments to pass in which it takes no key."""
    terminal.wait_for(question, 60)
    time.sleep(0.8)


def test_the_window_is_resized_from_large_to_tiny_and_back_while_an_answer_streams(home: Home) -> None:
    words = " ".join(f"word{number}" for number in range(300))
    with (
        OpenAIServer([slow(words, 0.02, 12)]) as server,
        Terminal(AGENT, home.project, home.env(**env(server)), LARGE) as terminal,
    ):
        terminal.wait_for("Try")
        terminal.send("talk\r")
        terminal.wait_for("word20", 60)
        terminal.resize(*TINY)
        small = terminal.wait_for("word60")
        assert widest(small) <= TINY[0]
        assert small.splitlines()[-1].startswith(" ask")
        for size in ((80, 24), (40, 10), (120, 40), TINY):
            terminal.resize(*size)
        terminal.wait_for("word120")
        terminal.resize(*LARGE)
        terminal.wait_for("word299", 60)
        terminal.wait_until_gone("esc stop")
        large = terminal.screen
        assert large.count("word0 ") == large.count("word150 ") == large.count("word299") == 1
        assert large.splitlines()[-2].startswith("╰")
        assert widest(large) == LARGE[0]
        terminal.send("typed")
        terminal.wait_for("› typed")


@pytest.mark.parametrize("size", [TINY, (400, 100)])
def test_it_works_at_any_size(home: Home, size: tuple[int, int]) -> None:
    with (
        OpenAIServer([call("bash", {"command": "echo ran > file"}), say("All done.")]) as server,
        Terminal(AGENT, home.project, home.env(**env(server)), size) as terminal,
    ):
        terminal.wait_for(" ask")
        terminal.send("do it\r")
        answerable(terminal, "yes")
        assert widest(terminal.screen) <= size[0]
        terminal.send("y")
        terminal.wait_for("All done.")
        assert (home.project / "file").read_text() == "ran\n"
        assert widest(terminal.screen) <= size[0]


def test_it_is_put_aside_and_brought_back_in_a_shell(home: Home) -> None:
    shell = ["bash", "--norc", "--noprofile", "-i"]
    words = " ".join(f"word{number}" for number in range(200))
    with (
        OpenAIServer([slow(words, 0.02, 12), say("The second answer.")]) as server,
        Terminal(shell, home.project, home.env(**env(server), PS1="shell> ", COLORTERM="truecolor")) as terminal,
    ):
        terminal.wait_for("shell>")
        terminal.send(f"{sys.executable} -m agent_tui\r")
        terminal.wait_for("Try")
        terminal.send("talk\r")
        terminal.wait_for("word20", 60)
        terminal.send("half a thought")
        terminal.wait_for("half a thought")
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        raw = bytes(terminal.raw)
        assert raw.rindex(b"\x1b[?1049l") > raw.rindex(b"\x1b[?1049h")
        assert raw.rindex(b"\x1b[?1003l") > raw.rindex(b"\x1b[?1003h")
        terminal.send("echo from the $0\r")
        terminal.wait_for("from the bash")
        terminal.send("fg\r")
        terminal.wait_for("word199", 60)
        terminal.wait_until_gone("esc stop")
        assert "half a thought" in terminal.screen
        assert "from the bash" not in terminal.screen
        terminal.send("\x03again\r")
        terminal.wait_for("The second answer.")
        terminal.send("\x04")
        terminal.wait_for("Continue with: agent -c")
        terminal.send("echo and $((6*7))\r")
        terminal.wait_for("and 42")


@pytest.mark.parametrize("asked", [True, False])
def test_what_was_shown_is_drawn_anew_after_a_stop(home: Home, asked: bool) -> None:
    shell = ["bash", "--norc", "--noprofile", "-i"]
    with Terminal(shell, home.project, home.env(PS1="shell> ")) as terminal:
        terminal.wait_for("shell>")
        terminal.send(f"{sys.executable} -m agent_tui\r")
        terminal.wait_for("Try")
        if asked:
            terminal.send("\x1a")
        else:
            (pid,) = children(terminal.process.pid)
            os.kill(pid, signal.SIGSTOP)
        terminal.wait_for("Stopped")
        before = len(terminal.raw)
        terminal.send("fg\r")
        wait_until(lambda: b"explain this project" in bytes(terminal.raw)[before:])
        terminal.send("one key each")
        terminal.wait_for("› one key each")
        terminal.send("\x03\x04")
        terminal.wait_for("shell>")
        terminal.send("echo and $((6*7))\r")
        terminal.wait_for("and 42")


def test_thinking_and_a_batch_are_seen_and_the_answer_comes(home: Home) -> None:
    reads = [("read_file", {"path": path}) for path in ("shop/cart.py", "shop/money.py", "README.md")]
    thought = "The rate is likely to be wrong somewhere here, so I look. " * 4
    answer = say("The rate is 7.", reasoning=thought)
    with (
        OpenAIServer([calls(*reads, text="I'll look."), answer]) as server,
        Terminal(AGENT, home.project, home.env(**env(server))) as terminal,
    ):
        terminal.wait_for("Try")
        terminal.send("what is the rate?\r")
        terminal.wait_for("The rate is 7.", 60)
        terminal.wait_until_gone("esc stop")
        screen = terminal.screen
        assert "3 reads in parallel" in screen
        assert "▸ thinking" in screen
        assert "The rate is likely" not in screen
        terminal.send("\x0f")
        terminal.wait_for("The rate is likely")


def test_thinking_is_seen_while_it_comes_and_folded_once_it_has_come(home: Home) -> None:
    thought = " ".join(f"step{number}" for number in range(60))
    thinking = say("The rate is 7.", reasoning=thought)
    slowly = Answer(tuple(part for each in thinking.body for part in (each, 0.03)))
    with (
        OpenAIServer([slowly]) as server,
        Terminal(AGENT, home.project, home.env(**env(server))) as terminal,
    ):
        terminal.wait_for("Try")
        terminal.send("/thoughts on\r")
        terminal.wait_for("houghts")
        terminal.send("what is the rate?\r")
        assert "The rate is 7." not in terminal.wait_for("step9", 60)
        terminal.wait_for("The rate is 7.")
        terminal.wait_until_gone("esc stop")
        assert "step9" not in terminal.screen


def test_an_edit_that_is_refused_with_a_reason_changes_nothing_and_the_model_is_told_why(home: Home) -> None:
    edit = {"path": "shop/cart.py", "old": "RATE = 7", "new": "RATE = 8"}
    with (
        OpenAIServer(
            [call("read_file", {"path": "shop/cart.py"}), call("edit_file", edit), say("I leave it.")]
        ) as server,
        Terminal(AGENT, home.project, home.env(**env(server))) as terminal,
    ):
        terminal.wait_for("Try")
        terminal.send("raise the rate\r")
        answerable(terminal, "Apply this edit?")
        terminal.send("n")
        terminal.wait_for("Why not")
        terminal.send("the rate is set by law\r")
        terminal.wait_for("I leave it.")
        terminal.wait_until_gone("esc stop")
        assert "the rate is set by law" in terminal.screen
        assert "RATE = 7" in (home.project / "shop/cart.py").read_text()
        assert "the rate is set by law" in str(server.bodies[-1]["messages"])


def test_a_running_command_shows_its_output_as_it_comes_and_is_stopped(home: Home) -> None:
    command = "for n in 1 2 3; do echo line $n; sleep 0.3; done; sleep 60"
    with (
        OpenAIServer([call("bash", {"command": command}), say("unused")]) as server,
        Terminal([*AGENT, "--mode", "yolo"], home.project, home.env(**env(server))) as terminal,
    ):
        terminal.wait_for("Try")
        terminal.send("count\r")
        assert "line 3" not in terminal.wait_for("line 1", 60)
        terminal.wait_for("line 3")
        assert "running bash" in terminal.screen
        terminal.send("\x1b")
        terminal.wait_for("nterrupted")
        terminal.wait_until_gone("esc stop")
        assert "line 3" in terminal.screen
