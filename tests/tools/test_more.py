from __future__ import annotations

import json

import pytest

from agent_tui.core.effects import Notes
from agent_tui.core.errors import ToolFailed
from agent_tui.core.messages import Call
from agent_tui.tools.registry import Tools
from agent_tui.tools.todo import todo
from agent_tui.tools.toolset import RARE, toolset

PLAN = {"items": [{"text": "a"}]}


@pytest.fixture
def tools() -> Tools:
    return Tools([todo], {}, RARE)


def more(**arguments: object) -> Call:
    return Call("1", "more", json.dumps(arguments))


def test_rare_tools_are_told_in_one_line_each() -> None:
    specs = {spec.name: spec for spec in Tools(toolset("demo"), {}, RARE).specs()}
    assert list(specs) == sorted(specs)
    assert not RARE & set(specs)
    told = specs["more"].description.splitlines()[-len(RARE) :]
    assert [line.partition(": ")[0] for line in told] == sorted(RARE)


def test_without_rare_tools_there_is_no_more() -> None:
    assert [spec.name for spec in Tools([todo], {}).specs()] == ["todo"]


async def test_asked_for_a_tool_it_gives_the_schema(tools: Tools) -> None:
    for call in (more(tool="todo"), more(tool="todo", arguments="{}"), more(tool="todo", arguments={})):
        action = tools.bind(call)
        assert action.effect == Notes()
        text = (await action.run(lambda _: None)).text
        assert json.loads(text.partition("schema: ")[2]) == todo.schema


@pytest.mark.parametrize(
    "call",
    [
        more(tool="todo", arguments=json.dumps(PLAN)),
        more(tool="todo", arguments=PLAN),
        Call("1", "more", json.dumps(json.dumps({"tool": "todo", "arguments": PLAN}))),
        Call("1", "todo", json.dumps(PLAN)),
    ],
    ids=["text", "object", "encoded twice", "by name"],
)
async def test_a_rare_tool_is_called_through_it_and_by_name(tools: Tools, call: Call) -> None:
    action = tools.bind(call)
    assert action.call.name == "todo"
    assert action.call.id == "1"
    assert (await action.run(lambda _: None)).text == "[ ] a"


async def test_what_cannot_be_carried_is_refused_in_words(tools: Tools) -> None:
    with pytest.raises(ToolFailed, match=r"web is none of the further tools: todo\."):
        await tools.bind(more(tool="web", arguments="{}")).run(lambda _: None)
    with pytest.raises(ToolFailed, match="Wrong arguments for todo: contains unknown field 'steps'"):
        tools.bind(more(tool="todo", arguments='{"steps": []}'))
    with pytest.raises(ToolFailed, match=r"more\(tool, arguments\?\)"):
        tools.bind(more(arguments="{}"))
