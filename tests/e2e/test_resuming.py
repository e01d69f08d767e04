"""Going from one session to another, in the whole app in a terminal."""

from __future__ import annotations

import json

from tests.support import openai_server as openai
from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer
from tests.support.terminal import Terminal


def test_sessions_are_named_resumed_and_forked_without_leaving(home: Home) -> None:
    replies = [openai.say(text) for text in ("It adds up carts.", "Second answer.", "Third answer.", "Fourth answer.")]
    with OpenAIServer(replies) as running:
        env = {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": f"{running.url}/v1", "OPENAI_API_KEY": "x"}
        with Terminal(AGENT, home.project, home.env(**env)) as terminal:
            terminal.wait_for("commands")
            terminal.send("what is this about?\r")
            terminal.wait_for("It adds up carts.")
            terminal.send("/rename first talk\r")
            terminal.wait_for("now called first talk")
            terminal.send("\x03\x03")
            assert terminal.wait_for_exit() == 0
        with Terminal((*AGENT, "--resume"), home.project, home.env(**env)) as terminal:
            terminal.wait_for("first talk")
            terminal.send("\x1b")
            terminal.wait_until_gone("first talk")
            terminal.send("something else\r")
            terminal.wait_for("Second answer.")
            terminal.wait_until_gone("●")
            terminal.send("/resume\r")
            terminal.wait_for("type to find")
            terminal.send("first\r")
            terminal.wait_for("It adds up carts.")
            terminal.wait_until_gone("Second answer.")
            terminal.send("go on\r")
            terminal.wait_for("Third answer.")
            terminal.wait_until_gone("●")
            told = json.dumps(running.requests[-1].body)
            assert "what is this about?" in told
            assert "something else" not in told
            terminal.send("/fork\r")
            terminal.wait_for("This session is now called first talk (fork).")
            terminal.send("another way\r")
            terminal.wait_for("Fourth answer.")
            assert "Third answer." in json.dumps(running.requests[-1].body)
            terminal.wait_until_gone("●")
            terminal.send("/resume First Talk\r")
            terminal.wait_until_gone("Fourth answer.")
            terminal.wait_for("Third answer.")
            terminal.send("\x03\x03")
            assert terminal.wait_for_exit() == 0
    texts = [journal.read_text() for journal in home.journals]
    assert sum("Fourth answer." in text for text in texts) == 1
    assert sum("Third answer." in text for text in texts) == 2
