"""Compaction as a provider sees it."""

from __future__ import annotations

from typing import Any

from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer, say
from tests.support.terminal import Terminal

LONG = "What I found is long. " * 200


def wire(body: dict[str, Any]) -> str:
    return "\n".join(str(message["content"]) for message in body["messages"])


def test_the_projects_instructions_stand_again_after_a_compaction_which_can_be_taken_back(home: Home) -> None:
    agents = home.project / "AGENTS.md"
    agents.write_text("Use tabs.\n")
    replies = [say(LONG), say("two"), say("three"), say("SUMMARY"), say("four"), say("five")]
    with OpenAIServer(replies) as server:
        env = home.env(AGENT_MODEL="openai/gpt-4o", OPENAI_BASE_URL=server.base_url, OPENAI_API_KEY="x")
        with Terminal(AGENT, home.project, env) as terminal:
            terminal.wait_for("commands")
            for words, answer in (("the port is 4711", "What I found"), ("second", "two"), ("third", "three")):
                terminal.send(f"{words}\r")
                terminal.wait_for(answer)
                terminal.wait_for("/ commands")
            agents.write_text("Use four spaces.\n")
            terminal.send("/compact\r")
            terminal.wait_for("Compacted ")
            terminal.send("fourth\r")
            terminal.wait_for("compaction: ")
            terminal.wait_for("four")
            terminal.wait_for("/ commands")
            terminal.send("/compact undo\r")
            terminal.wait_for("taken back")
            terminal.send("fifth\r")
            terminal.wait_for("five")
    before, after, undone = server.bodies[2], server.bodies[4], server.bodies[5]
    compacted = wire(after)
    assert (compacted.count("Use four spaces."), compacted.count("Use tabs.")) == (1, 0)
    assert compacted.index("Use four spaces.") < compacted.index("the port is 4711") < compacted.index("SUMMARY")
    assert "What I found" not in compacted
    assert "second" in compacted
    assert undone["messages"][: len(before["messages"])] == before["messages"]
