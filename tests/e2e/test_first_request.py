"""What really goes over the wire, as a server of OpenAI's form gets it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from agent_tui.model.tokens import TokenCounter
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


@pytest.fixture(scope="module")
def counter() -> TokenCounter:
    counted = TokenCounter()
    assert counted.load()
    return counted


def tokens(counter: TokenCounter, part: Any) -> int:
    text = part if isinstance(part, str) else json.dumps(part, separators=(",", ":"))
    return counter.count("openai/gpt-5", text)


def hello(home: Home, *flags: str, model: str = "openai/scripted") -> dict[str, Any]:
    """The first request of `hello` in an empty directory."""
    with OpenAIServer([say("hi")]) as server:
        for path in home.project.iterdir():
            path.rename(home.root / path.name)
        done = home.run("run", "hello", *flags, **{**env(server), "AGENT_MODEL": model})
    assert done.returncode == 0, done.stderr
    return dict(server.bodies[0])


@pytest.mark.parametrize("model", ["openai/scripted", "custom_openai/scripted"])
def test_the_first_request_is_small(home: Home, counter: TokenCounter, model: str) -> None:
    body = hello(home, model=model)
    system, said = body["messages"]
    environment = said["content"].removesuffix("hello")
    assert tokens(counter, system["content"]) <= 700
    assert tokens(counter, body["tools"]) <= 1050
    assert environment.startswith("<environment>")
    assert tokens(counter, environment) <= 200
    assert tokens(counter, [body["messages"], body["tools"]]) < 2000


def test_the_lean_profile_is_smaller(home: Home, counter: TokenCounter) -> None:
    (home.root / ".config" / "agent").mkdir(parents=True)
    (home.root / ".config" / "agent" / "config.yml").write_text("prompt:\n  profile: lean\n")
    body = hello(home, model="custom_openai/scripted")
    assert tokens(counter, [body["messages"], body["tools"]]) < 1200


def test_what_the_person_adds_stands_at_the_end_of_the_system_prompt(home: Home) -> None:
    body = hello(home, "--append-system-prompt", "Answer in Latin.")
    system = body["messages"][0]["content"]
    assert system.endswith("\n\nAnswer in Latin.")
    assert str(home.project) not in system


def test_a_subagent_is_told_the_projects_instructions_too(home: Home) -> None:
    (home.project / "AGENTS.md").write_text("Use tabs.\n")
    (home.project / "shop" / "AGENTS.md").write_text("Prices are cents.\n")
    replies = [
        call("task", {"prompt": "look at the shop"}),
        call("read_file", {"path": "shop/cart.py"}),
        say("found"),
        say("done"),
    ]
    with OpenAIServer(replies) as server:
        home.run("run", "have it looked at", **env(server))
    first, second = server.bodies[1:3]
    said = first["messages"][1]["content"]
    assert said.index("<environment>") < said.index("Use tabs.") < said.index("look at the shop")
    assert "Prices are cents." in second["messages"][-1]["content"]


def test_instructions_that_are_too_long_are_cut_and_the_person_is_told(home: Home) -> None:
    (home.project / "AGENTS.md").write_text("Use tabs.\n" * 9_000)
    with OpenAIServer([call("task", {"prompt": "look"}), say("found"), say("done")]) as server:
        done = home.run("run", "hello", **env(server))
    assert done.stderr.count("The project's instructions are too long: the model gets 32 KB of them.") == 1
    assert "[cut: instructions are limited to 32 KB]" in server.bodies[0]["messages"][1]["content"]


def test_instructions_come_first_and_deeper_ones_with_the_file(home: Home) -> None:
    (home.project / "AGENTS.md").write_text("Use tabs.\n")
    (home.project / "shop" / "AGENTS.md").write_text("Prices are cents.\n")
    replies = [call("read_file", {"path": "shop/cart.py"}), call("read_file", {"path": "shop/money.py"}), say("read")]
    with OpenAIServer(replies) as server:
        home.run("run", "read the shop", **env(server))
    said = server.bodies[0]["messages"][1]["content"]
    assert f'<instructions from="{home.project}/AGENTS.md">\nUse tabs.\n</instructions>' in said
    assert said.index("Use tabs.") < said.index("read the shop")
    first, second = [message["content"] for message in server.bodies[-1]["messages"] if message["role"] == "tool"]
    assert first.endswith(f'<instructions from="{home.project}/shop/AGENTS.md">\nPrices are cents.\n</instructions>')
    assert "Prices are cents." not in second
