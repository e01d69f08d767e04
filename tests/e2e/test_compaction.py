"""Compaction as a provider sees it."""

from __future__ import annotations

import re
from typing import Any

from tests.support.home import AGENT, Home
from tests.support.openai_server import Answer, OpenAIServer, call, say
from tests.support.terminal import Terminal

LONG = "What I found is long. " * 200


def env(server: OpenAIServer) -> dict[str, str]:
    return {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "x"}


def wire(body: dict[str, Any]) -> str:
    return "\n".join(str(message.get("content")) for message in body["messages"])


def test_the_projects_instructions_stand_again_after_a_compaction_which_can_be_taken_back(home: Home) -> None:
    agents = home.project / "AGENTS.md"
    agents.write_text("Use tabs.\n")
    replies = [say(LONG), say("two"), say("three"), say("SUMMARY"), say("four"), say("five")]
    with OpenAIServer(replies) as server:
        place = home.env(AGENT_MODEL="openai/gpt-4o", **env(server))
        with Terminal(AGENT, home.project, place) as terminal:
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


def test_what_was_left_out_is_read_again_by_the_name_that_stands_for_it(home: Home) -> None:
    (home.root / ".config" / "agent").mkdir(parents=True)
    (home.root / ".config" / "agent" / "config.yml").write_text("model:\n  window: 9000\n")
    for name in ("one", "two"):
        lines = (f"line {number} of {name}, {number * 7919}\n" for number in range(320))
        (home.project / f"{name}.txt").write_text("".join(lines))

    def again(body: dict[str, Any]) -> Answer:
        (place,) = set(re.findall(r"whole in (kept:/\S+?)\]", wire(body)))
        return call("read_file", {"path": place, "limit": 9})

    reads = [call("read_file", {"path": f"{name}.txt"}) for name in ("one", "two")]
    with OpenAIServer([*reads, again, say("done")]) as server:
        done = home.run("run", "read both", AGENT_MODEL="openai/gpt-4o", **env(server))
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    assert "line 8 of one" not in wire(server.bodies[2])
    assert "line 8 of one, 63352" in server.bodies[3]["messages"][-1]["content"]
