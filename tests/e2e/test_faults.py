from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable

from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer, call, cut_call, say, slow, status
from tests.support.terminal import Terminal


def env(server: OpenAIServer) -> dict[str, str]:
    return {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "x"}


def test_a_stream_cut_within_a_call_runs_nothing_and_is_sent_again(home: Home) -> None:
    wanted = {"command": "touch ran"}
    with OpenAIServer([cut_call("bash", wanted), say("done")]) as server:
        done = home.run("run", "--mode", "yolo", "touch a file", **env(server))
    assert (done.stdout, done.returncode) == ("done\n", 0)
    assert "broke off" in done.stderr
    assert not (home.project / "ran").exists()
    assert server.bodies[0]["messages"] == server.bodies[1]["messages"]


def test_malformed_arguments_and_an_unknown_tool_come_back_to_the_model(home: Home) -> None:
    replies = [call("read_file", '{"path": '), call("read_flie", {"path": "README.md"}), say("sorry")]
    with OpenAIServer(replies) as server:
        done = home.run("run", "read it", **env(server))
    assert done.stdout == "sorry\n"
    results = [m["content"] for m in server.bodies[-1]["messages"] if m["role"] == "tool"]
    assert "The arguments of read_file are no JSON object" in results[0]
    assert "There is no tool read_flie. Tools are: read_file" in results[1]


def test_a_dead_server_a_wrong_key_and_a_missing_model_are_a_sentence_each(home: Home) -> None:
    with OpenAIServer() as server:
        dead = env(server)
    gone = home.run("run", "hello", **dead)
    assert gone.returncode == 1
    assert gone.stderr.splitlines()[-1].startswith("agent: No connection to openai")

    body = {"error": {"message": "Incorrect API key provided: x", "type": "invalid_request_error"}}
    with OpenAIServer([status(401, body)]) as server:
        refused = home.run("run", "hello", **env(server))
    assert refused.returncode == 1
    assert refused.stderr.startswith("agent: openai refused the key (401): Incorrect API key provided: x")
    assert len(refused.stderr.splitlines()) == 1

    missing = {"error": {"message": "The model scripted does not exist", "code": "model_not_found"}}
    with OpenAIServer([status(404, missing)]) as server:
        unknown = home.run("run", "hello", **env(server))
    assert "does not know the model" in unknown.stderr
    assert "Traceback" not in gone.stderr + refused.stderr + unknown.stderr


def test_a_failing_server_is_asked_again_and_every_wait_is_told(home: Home) -> None:
    failing = status(500, {"error": {"message": "boom"}})
    with OpenAIServer(
        [failing, status(429, {"error": {"message": "slow down"}}, retry_after="0"), say("up")]
    ) as server:
        done = home.run("run", "hello", **env(server))
    assert (done.stdout, done.returncode) == ("up\n", 0)
    assert len(done.stderr.splitlines()) == 2


def children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def test_a_killed_worker_costs_a_sentence_and_the_answer_still_comes(home: Home) -> None:
    with (
        OpenAIServer([slow("never finished " * 50, 0.1), say("whole answer")]) as server,
        Terminal(AGENT, home.project, home.env(**env(server))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send("hello\r")
        terminal.wait_for("never finished", 60)
        for pid in children(terminal.process.pid):
            os.kill(pid, signal.SIGKILL)
        screen = terminal.wait_for("whole answer", 60)
        assert screen.count("model process ended unexpectedly") == 1


def test_escape_stops_a_stream_within_a_second(home: Home) -> None:
    with (
        OpenAIServer([slow("word " * 500, 0.05), say("second answer")]) as server,
        Terminal(AGENT, home.project, home.env(**env(server))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send("talk\r")
        terminal.wait_for("word word", 60)
        began = time.monotonic()
        terminal.send("\x1b")
        terminal.wait_for("nterrupted", 5)
        assert time.monotonic() - began < 2
        wait_until(lambda: bool(server.left))
        terminal.send("again\r")
        terminal.wait_for("second answer")
        assert "word" in str(server.bodies[-1]["messages"])


def test_escape_ends_a_command_with_all_its_processes(home: Home) -> None:
    sleeps = ("sleep 61.0417", "sleep 62.0417")
    command = f"({sleeps[0]} & {sleeps[1]}); sleep 63"
    with (
        OpenAIServer([call("bash", {"command": command}), say("later")]) as server,
        Terminal([*AGENT, "--mode", "yolo"], home.project, home.env(**env(server))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send("wait\r")
        wait_until(lambda: len(running(*sleeps)) == 2, 60)
        began = time.monotonic()
        terminal.send("\x1b")
        terminal.wait_for("nterrupted", 5)
        assert time.monotonic() - began < 2
        wait_until(lambda: not running(*sleeps), 3)


def running(*commands: str) -> list[str]:
    """Those of `commands` that a process still runs."""

    def runs(command: str) -> bool:
        return subprocess.run(["pgrep", "-f", f"^{command}$"], stdout=subprocess.DEVNULL, check=False).returncode == 0

    return [command for command in commands if runs(command)]


def wait_until(met: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)
