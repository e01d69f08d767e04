from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support import anthropic_server as anthropic
from tests.support import openai_server as openai
from tests.support.anthropic_server import AnthropicServer
from tests.support.home import AGENT, Home
from tests.support.http_server import Answer, ScriptedServer
from tests.support.openai_server import OpenAIServer
from tests.support.terminal import Terminal

READS = tuple(("read_file", {"path": path}) for path in ("shop/cart.py", "shop/money.py", "tests/test_cart.py"))
PATCH = "*** Begin Patch\n*** Update File: shop/cart.py\n@@\n-RATE = 7\n+RATE = 8\n*** End Patch"
EDIT = ("edit_file", {"path": "shop/cart.py", "old": "RATE = 7", "new": "RATE = 8"})
CHECK = ("bash", {"command": "PYTHONPATH=. python3 -c 'from shop.cart import price; print(price([1, 2]))'"})
ANSWER = "The rate is 8 now and the price is 24."


def script(provider: str) -> list[Answer]:
    if provider == "openai":
        return [
            openai.calls(*READS, text="I'll read first."),
            openai.call("apply_patch", {"patch": PATCH}),
            openai.call(*CHECK),
            openai.say(ANSWER),
        ]
    return [anthropic.calls(*READS), anthropic.call(*EDIT), anthropic.call(*CHECK), anthropic.say(ANSWER)]


def server(provider: str) -> ScriptedServer:
    return OpenAIServer(script(provider)) if provider == "openai" else AnthropicServer(script(provider))


def env(provider: str, running: ScriptedServer) -> dict[str, str]:
    if provider == "openai":
        return {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": f"{running.url}/v1", "OPENAI_API_KEY": "x"}
    return {"AGENT_MODEL": "anthropic/scripted", "ANTHROPIC_BASE_URL": running.url, "ANTHROPIC_API_KEY": "x"}


def events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line)["event"] for line in path.read_text().splitlines()]


def check_journal(home: Home) -> None:
    written = events(home.journals[-1])
    kinds = [event["type"] for event in written]
    assert kinds[0] == "session_began"
    assert kinds[-1] == "stopped"
    assert kinds.count("call_ended") == 5
    assert kinds.count("replied") == 4
    batch = next(event for event in written if event["type"] == "batch_began")
    assert len(batch["call_ids"]) == 3
    assert written[-1]["reason"] == "done"


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_reads_three_files_edits_one_and_runs_a_check(home: Home, provider: str) -> None:
    with server(provider) as running:
        done = home.run("run", "--mode", "yolo", "raise the rate to 8", **env(provider, running))
    assert (done.stdout, done.returncode) == (f"{ANSWER}\n", 0), done.stderr
    assert "RATE = 8\n" in (home.project / "shop" / "cart.py").read_text()
    assert not running.unexpected
    last = json.dumps(running.requests[-1].body)
    assert "24\\\\n" in last or "24\\n" in last
    check_journal(home)


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_the_same_in_the_app_with_approvals(home: Home, provider: str) -> None:
    with (
        server(provider) as running,
        Terminal(AGENT, home.project, home.env(**env(provider, running))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send("raise the rate to 8\r")
        terminal.wait_for("RATE = 8", 60)
        assert "RATE = 7" in (home.project / "shop" / "cart.py").read_text()
        approve(terminal, "Apply this edit?")
        approve(terminal, "Run this command?")
        terminal.wait_for(ANSWER)
        assert "RATE = 8\n" in (home.project / "shop" / "cart.py").read_text()
        terminal.send("\x03\x03")
        assert terminal.wait_for_exit() == 0
        assert ANSWER in terminal.screen
        assert "agent -c" in terminal.screen
    check_journal(home)


def approve(terminal: Terminal, question: str) -> None:
    terminal.wait_for(question)
    # The panel takes no key in its first moments, so that none typed for the composer answers it.
    time.sleep(0.8)
    terminal.send("y")
    terminal.wait_until_gone(question)
