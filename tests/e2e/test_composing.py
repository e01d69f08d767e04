"""What a person does with the composer while the whole app runs in a terminal."""

from __future__ import annotations

import json

from tests.support import openai_server as openai
from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer
from tests.support.terminal import Terminal


def env(running: OpenAIServer) -> dict[str, str]:
    return {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": f"{running.url}/v1", "OPENAI_API_KEY": "x"}


def test_a_command_of_the_person_is_told_with_the_next_words(home: Home) -> None:
    with (
        OpenAIServer([openai.say("It adds up carts.")]) as running,
        Terminal(AGENT, home.project, home.env(**env(running))) as terminal,
    ):
        terminal.wait_for("commands")
        terminal.send("!head -1 README.md; echo $((40 + 2))\r")
        terminal.wait_for("# Shop")
        terminal.send("!!echo kept $((50 + 3))\r")
        terminal.wait_for("kept 53")
        terminal.send("!echo begun; sleep 600\r")
        terminal.wait_for("begun")
        terminal.send("\x1b")
        terminal.wait_for("stopped")
        terminal.send("what is it?\r")
        terminal.wait_for("It adds up carts.")
        sent = json.dumps(running.requests[-1].body)
        assert "# Shop\\n42" in sent
        assert "begun" in sent
        assert "kept 53" not in sent
        terminal.send("\x03\x03")
        assert terminal.wait_for_exit() == 0
    with (
        OpenAIServer([openai.say("As I said.")]) as running,
        Terminal((*AGENT, "-c"), home.project, home.env(**env(running))) as terminal,
    ):
        terminal.wait_for("kept 53")
        terminal.send("again?\r")
        terminal.wait_for("As I said.")
        assert json.dumps(running.requests[-1].body).count("# Shop\\n42") == 1
