"""However the app ends, the terminal is usable afterwards."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.test_faults import children
from tests.support.faulty import SECRET
from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer, call, say, slow
from tests.support.processes import runs
from tests.support.terminal import Terminal

FAULTY = (sys.executable, "-m", "tests.support.faulty")
SET_AND_RESET = {
    "other screen": (b"\x1b[?1049h", b"\x1b[?1049l"),
    "mouse": (b"\x1b[?1003h", b"\x1b[?1003l"),
    "mouse clicks": (b"\x1b[?1000h", b"\x1b[?1000l"),
    "paste": (b"\x1b[?2004h", b"\x1b[?2004l"),
    "focus": (b"\x1b[?1004h", b"\x1b[?1004l"),
    "wrapping": (b"\x1b[?7l", b"\x1b[?7h"),
    "cursor": (b"\x1b[?25l", b"\x1b[?25h"),
    "title": (b"\x1b[22;0t", b"\x1b[23;0t"),
    "progress": (b"\x1b]9;4;3", b"\x1b]9;4;0"),
    "held frames": (b"\x1b[?2026h", b"\x1b[?2026l"),
}
ROOT = Path(__file__).resolve().parents[2]


def usable(terminal: Terminal) -> None:
    """The terminal is as it was before: nothing that was set is left set, and keys are echoed."""
    raw = bytes(terminal.raw)
    left = [name for name, (on, off) in SET_AND_RESET.items() if raw.rfind(on) > raw.rfind(off)]
    assert not left
    assert raw.count(b"\x1b[<u") >= raw.count(b"\x1b[>"), "the keyboard is left in another mode"
    assert terminal.echoes


def env(server: OpenAIServer) -> dict[str, str]:
    return {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "x"}


def reports(home: Home) -> list[str]:
    return [path.read_text() for path in sorted((home.root / ".local/state/agent/faults").glob("*.txt"))]


@pytest.mark.parametrize("place", ["open", "send", "events", "widget"])
def test_a_fault_is_one_sentence_and_a_report_on_a_usable_terminal(home: Home, place: str) -> None:
    more = {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), "WT_SESSION": "x"}
    with Terminal([*FAULTY, place], home.project, home.env(**more)) as terminal:
        terminal.wait_for("commands")
        terminal.send("hello\r")
        assert terminal.wait_for_exit() == 1
        usable(terminal)
        told = bytes(terminal.raw).rpartition(b"\x1b[?25h")[2].decode()
        assert "agent: A fault in agent itself: KeyError: '[secret]'. A report without keys is in " in told
        assert "Traceback" not in told
        if place in ("events", "widget"):
            assert "What was said before." in told
            assert "Continue with: agent -c" in told
    (report,) = reports(home)
    assert "Traceback" in report
    assert "faulty.py" in report
    assert SECRET not in report


def test_a_fault_in_the_engine_ends_the_turn_in_one_sentence_and_the_app_goes_on(home: Home) -> None:
    more = {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), "WT_SESSION": "x"}
    with Terminal([*FAULTY, "engine"], home.project, home.env(**more)) as terminal:
        terminal.wait_for("commands")
        terminal.send("hello\r")
        terminal.wait_for("What was said before.")
        terminal.wait_until_gone("esc stop")
        terminal.send("again\r")
        terminal.wait_for("A fault in agent itself: KeyError: '[secret]'. A report without keys is")
        terminal.wait_until_gone("esc stop")
        assert "Traceback" not in terminal.screen
        terminal.send("still here")
        terminal.wait_for("› still here")
        terminal.send("\x03\x04")
        assert terminal.wait_for_exit() == 0
        usable(terminal)
    (report,) = reports(home)
    assert "Traceback" in report
    assert SECRET not in report


def test_a_fault_in_closing_is_told_after_the_answer(home: Home) -> None:
    more = {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]), "WT_SESSION": "x"}
    with Terminal([*FAULTY, "close"], home.project, home.env(**more)) as terminal:
        terminal.wait_for("commands")
        terminal.send("hello\r")
        terminal.wait_for("What was said before.")
        terminal.send("\x03\x03")
        assert terminal.wait_for_exit() == 1
        usable(terminal)
        assert "A fault in agent itself" in terminal.screen
    assert len(reports(home)) == 1


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_told_to_end_it_closes_the_session_and_keeps_the_draft(home: Home, told: signal.Signals) -> None:
    with Terminal(AGENT, home.project, home.env()) as terminal:
        terminal.wait_for("Try")
        terminal.send("half a thought")
        terminal.wait_for("half a thought")
        terminal.process.send_signal(told)
        assert terminal.wait_for_exit() == 0
        usable(terminal)
    with Terminal(AGENT, home.project, home.env()) as again:
        assert "killed" not in again.wait_for("half a thought")


def test_a_window_that_is_closed_ends_the_app_and_what_it_runs(home: Home) -> None:
    command = "sleep 61.0533"
    with (
        OpenAIServer([call("bash", {"command": command}), say("later")]) as server,
        Terminal([*AGENT, "--mode", "yolo"], home.project, home.env(**env(server))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send("wait\r")
        wait_until(lambda: runs(command), 60)
        terminal.hang_up()
        terminal.wait_for_exit()
        wait_until(lambda: not runs(command))
    assert '"stopped"' in home.journals[-1].read_text()
    assert not reports(home)


def test_a_model_process_that_is_killed_leaves_the_app_and_then_the_terminal_usable(home: Home) -> None:
    with (
        OpenAIServer([slow("never finished " * 50, 0.1), say("whole answer")]) as server,
        Terminal(AGENT, home.project, home.env(**env(server))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send("hello\r")
        terminal.wait_for("never finished", 60)
        for pid in children(terminal.process.pid):
            os.kill(pid, signal.SIGKILL)
        terminal.wait_for("whole answer", 60)
        terminal.send("\x03\x04")
        assert terminal.wait_for_exit() == 0
        usable(terminal)
    assert not reports(home)


def test_after_a_kill_the_next_start_says_so_and_has_the_draft(home: Home) -> None:
    with OpenAIServer([slow("some words " * 50, 0.05), say("unused")]) as server:
        with Terminal(AGENT, home.project, home.env(**env(server))) as terminal:
            terminal.wait_for("commands")
            terminal.send("talk\r")
            terminal.wait_for("some words", 60)
            terminal.send("half a thought")
            wait_until(lambda: any("half a thought" in path.read_text() for path in home.root.rglob("draft-*")))
            os.kill(terminal.process.pid, signal.SIGKILL)
            terminal.wait_for_exit()
        with Terminal(AGENT, home.project, home.env(**env(server))) as again:
            assert "agent -c" in again.wait_for("it was killed, or the machine went off")
            again.wait_for("half a thought")
            again.send("\x03\x04")
            assert again.wait_for_exit() == 0
        with Terminal(AGENT, home.project, home.env(**env(server))) as third:
            assert "killed" not in third.wait_for("Try")


def test_after_a_kill_what_was_queued_is_back_unsent(home: Home) -> None:
    def queued() -> list[str]:
        return [path.read_text() for path in home.root.rglob("queue-*") if path.suffix != ".part"]

    with OpenAIServer([slow("some words " * 60, 0.05), say("a reply"), say("the end")]) as server:
        with Terminal(AGENT, home.project, home.env(**env(server))) as terminal:
            terminal.wait_for("Try")
            terminal.send("talk\r")
            terminal.wait_for("some words", 60)
            terminal.send("then count\rthen rest\r")
            wait_until(lambda: queued() == ["then count\n\nthen rest"])
            terminal.send("half a thought")
            wait_until(lambda: any("half a thought" in path.read_text() for path in home.root.rglob("draft-*")))
            os.kill(terminal.process.pid, signal.SIGKILL)
            terminal.wait_for_exit()
        with Terminal(AGENT, home.project, home.env(**env(server))) as again:
            again.wait_for("What waited to be said when the app ended is back in the composer")
            screen = again.wait_for("› then count")
            assert screen.index("then count") < screen.index("then rest") < screen.index("half a thought")
            wait_until(lambda: not queued())
            again.send("\r")
            again.wait_for("a reply", 60)
            again.wait_until_gone("esc stop")
            again.send("\x04")
            assert again.wait_for_exit() == 0
        with Terminal(AGENT, home.project, home.env(**env(server))) as third:
            assert "then count" not in third.wait_for("Try")
    (last,) = [message["content"] for message in server.bodies[-1]["messages"] if message["role"] == "user"][-1:]
    assert "then count\n\nthen rest\nhalf a thought" in last


def test_what_was_queued_and_is_said_is_kept_no_more(home: Home) -> None:
    with (
        OpenAIServer([slow("some words " * 20, 0.05), say("a reply")]) as server,
        Terminal(AGENT, home.project, home.env(**env(server))) as terminal,
    ):
        terminal.wait_for("Try")
        terminal.send("talk\r")
        terminal.wait_for("some words", 60)
        terminal.send("then count\r")
        wait_until(lambda: bool(list(home.root.rglob("queue-*"))))
        terminal.wait_for("a reply", 60)
        wait_until(lambda: not list(home.root.rglob("queue-*")))


def wait_until(met: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)
