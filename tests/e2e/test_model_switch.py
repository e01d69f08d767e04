from __future__ import annotations

from typing import Any

from tests.support.home import AGENT, Home
from tests.support.openai_server import OpenAIServer, call, say
from tests.support.terminal import Terminal


def tools(body: dict[str, Any]) -> set[str]:
    return {one["function"]["name"] for one in body["tools"]}


def test_another_model_gets_its_own_tools_and_prompt_and_may_call_what_the_first_one_had(home: Home) -> None:
    replies = [say("one"), say("two"), call("apply_patch", {"patch": "nonsense"}), say("three"), say("four")]
    with OpenAIServer(replies) as server:
        env = home.env(AGENT_MODEL="openai/gpt-5", OPENAI_BASE_URL=server.base_url, OPENAI_API_KEY="x")
        with Terminal(AGENT, home.project, env) as terminal:
            terminal.wait_for("commands")
            terminal.send("hello\r")
            terminal.wait_for("one")
            terminal.send("/model custom_openai/gpt-5\r")
            terminal.wait_for("The model is now")
            terminal.send("again\r")
            screen = terminal.wait_for("two")
            assert "another model with other tools: " in terminal.wait_for("uncached"), screen
            terminal.send("patch it\r")
            terminal.wait_for("three")
            terminal.send("/model openai/gpt-5\r")
            terminal.wait_for("now openai/gpt-5")
            terminal.send("back\r")
            terminal.wait_for("four")
    first, second, _, patched, back = server.bodies
    assert "apply_patch" in tools(first)
    assert "edit_file" in tools(second)
    assert "apply_patch" not in tools(second)
    assert first["messages"][0]["content"] != second["messages"][0]["content"]
    result = next(one["content"] for one in patched["messages"] if one["role"] == "tool")
    assert "There is no tool" not in result
    assert (back["tools"], back["messages"][0]) == (first["tools"], first["messages"][0])
