"""What really goes over the wire, as a server of OpenAI's form gets it."""

from __future__ import annotations

import json

from tests.support.home import Home
from tests.support.openai_server import OpenAIServer, call, say


def env(server: OpenAIServer) -> dict[str, str]:
    return {"AGENT_MODEL": "openai/scripted", "OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "x"}


def test_a_tool_that_is_not_listed_works_and_the_list_stays_the_same(home: Home) -> None:
    plan = {"items": [{"text": "look", "state": "done"}]}
    replies = [
        call("more", {"tool": "todo"}),
        call("more", {"tool": "todo", "arguments": json.dumps(plan)}),
        call("todo", plan),
        say("planned"),
    ]
    with OpenAIServer(replies) as server:
        done = home.run("run", "make a plan", **env(server))
    assert (done.stdout, done.returncode) == ("planned\n", 0)
    results = [message["content"] for message in server.bodies[-1]["messages"] if message["role"] == "tool"]
    assert '"items"' in results[0]
    assert results[1:] == ["[x] look", "[x] look"]
    first, *later = server.bodies
    assert "todo" not in [one["function"]["name"] for one in first["tools"]]
    assert all(body["tools"] == first["tools"] for body in later)
