"""What `/context` and `/dump` tell is what goes over the wire."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from agent_tui.model.tokens import TokenCounter
from tests.support.billing_server import MODEL, count
from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer, call, say
from tests.support.terminal import Terminal

_SAID = re.compile(r"Wrote the next request to .*?: ([\d,]+) tokens")


@pytest.fixture(scope="module")
def counter() -> TokenCounter:
    counted = TokenCounter()
    assert counted.load()
    return counted


def told(screen: str) -> int:
    """The tokens that the newest `/dump` told of."""
    return int(_SAID.findall(" ".join(screen.split()))[-1].replace(",", ""))


def env(home: Home, server: OpenAIServer, model: str = MODEL) -> dict[str, str]:
    return home.env(AGENT_MODEL=model, OPENAI_BASE_URL=server.base_url, OPENAI_API_KEY="x")


def results(body: dict[str, Any]) -> list[str]:
    return [message["content"] for message in body["messages"] if message["role"] == "tool"]


def test_the_parts_add_up_to_the_request_and_what_is_left_out_does_not_go_out(
    home: Home, counter: TokenCounter
) -> None:
    lines = (f"{number}: a line of some words, {number * 7}\n" for number in range(900))
    (home.project / "long.txt").write_text("".join(lines))
    silent = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    replies = [call("read_file", {"path": "long.txt"}), *(say("Read.", usage=silent) for _ in range(4))]
    with OpenAIServer(replies) as server, Terminal(AGENT, home.project, env(home, server)) as terminal:
        terminal.wait_for("commands")
        terminal.send("read it\r")
        terminal.wait_for("Read.")
        terminal.send("/dump next.json\r")
        before = told(terminal.wait_for("bytes."))
        terminal.send("go on\r")
        server.until(lambda one: len(one.requests) == 3)
        terminal.wait_for("commands")
        whole = server.bodies[-1]
        more = counter.plain("go on")
        assert before + more == pytest.approx(count(counter, whole), rel=0.01)

        terminal.send("/context drop 3\r")
        terminal.wait_for("smaller (read_file long.txt): ")
        terminal.send("what now\r")
        server.until(lambda one: len(one.requests) == 4)
        terminal.wait_for("commands")
        assert "a line of some words" not in json.dumps(server.bodies[-1])
        terminal.send("/context restore 3\r")
        terminal.wait_for("is whole again")
        terminal.send("and now\r")
        server.until(lambda one: len(one.requests) == 5)
    assert results(server.bodies[-1]) == results(whole)
    assert "a line of some words" in results(whole)[0]


@pytest.mark.parametrize(("profile", "limit"), [("full", 2_000), ("lean", 1_200)])
def test_the_first_request_in_an_empty_directory_is_small(
    home: Home, tmp_path: Path, counter: TokenCounter, profile: str, limit: int
) -> None:
    (home.root / ".config" / "agent").mkdir(parents=True)
    (home.root / ".config" / "agent" / "config.yml").write_text(f"prompt:\n  profile: {profile}\n")
    empty = tmp_path / "empty"
    empty.mkdir()
    with OpenAIServer([say("hi")]) as server, Terminal(AGENT, empty, env(home, server)) as terminal:
        terminal.wait_for("commands")
        terminal.send("/dump next.json\r")
        shown = told(terminal.wait_for("bytes."))
        terminal.send("hello\r")
        server.until(lambda one: len(one.requests) == 1)
    assert shown < limit
    assert shown + counter.plain("hello") == pytest.approx(count(counter, server.bodies[0]), rel=0.01)
    written = json.loads((empty / "next.json").read_text())
    assert written["system"] == server.bodies[0]["messages"][0]["content"]
    assert len(written["tools"]) == len(server.bodies[0]["tools"])
