from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import pytest
from msgspec import Meta, Struct

from agent_tui.core.effects import Effect, Reads, Runs
from agent_tui.core.errors import ToolFailed
from agent_tui.core.messages import Call
from agent_tui.core.ports import Progress
from agent_tui.core.views import Result, Text, View
from agent_tui.tools.apply_patch import apply_patch
from agent_tui.tools.registry import Tools
from agent_tui.tools.spec import Tool, tool
from agent_tui.tools.toolset import toolset


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    flags: tuple[bool, ...] = ()


def _effect(path: str, ws: str) -> Effect:
    return Reads((f"{ws}/{path}",))


async def _preview(path: str) -> View:
    return Text(f"would read {path}")


@tool(effect=_effect, title=lambda path, limit: f"{path} {limit}", preview=_preview)
async def read_file(
    ws: str,
    progress: Progress,
    path: Annotated[str, Meta(description="File")],
    limit: Annotated[int, Meta(ge=1, description="Lines")] = 5,
    mode: Literal["a", "b"] = "a",
    parts: tuple[Part, ...] = (),
    whole: bool = False,
) -> Result:
    progress("working")
    return Result(json.dumps([ws, path, limit, mode, [(part.name, part.flags) for part in parts], whole]))


@tool(effect=lambda command: Runs(command, "/"), title=lambda command: command)
async def grep(command: str) -> Result:
    return Result(command)


@pytest.fixture
def tools() -> Tools:
    return Tools([read_file, grep], {"ws": "/w"})


async def arguments(tools: Tools, text: str) -> Any:
    result = await tools.bind(Call("1", "read_file", text)).run(lambda _: None)
    return json.loads(result.text)


def test_the_signature_is_the_schema(tools: Tools) -> None:
    first, second = tools.specs()
    assert (first.name, second.name) == ("grep", "read_file")
    assert second.description.startswith("Read ")
    assert second.parameters == {
        "type": "object",
        "properties": {
            "path": {"type": "string", "description": "File"},
            "limit": {"type": "integer", "minimum": 1, "description": "Lines", "default": 5},
            "mode": {"type": "string", "enum": ["a", "b"], "default": "a"},
            "parts": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string"},
                        "flags": {"type": "array", "items": {"type": "boolean"}},
                    },
                    "required": ["name"],
                    "additionalProperties": False,
                },
            },
            "whole": {"type": "boolean"},
        },
        "required": ["path"],
        "additionalProperties": False,
    }


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ('{"path":"p"}', {}),
        ('{"path":"p","limit":"3"}', {2: 3}),
        ('{"path":"p","limit":3,}', {2: 3}),
        ('{"path":"a,}","parts":[{"name":"x",},],}', {1: "a,}", 4: [["x", []]]}),
        ('{"path":"p","parts":"[{\\"name\\":\\"x\\"}]"}', {4: [["x", []]]}),
        ('{"path":"p","parts":["{\\"name\\":\\"x\\",\\"flags\\":[\\"true\\"]}"]}', {4: [["x", [True]]]}),
        ('"{\\"path\\":\\"p\\"}"', {}),
        ('{"path":"p","whole":"true","limit":null}', {5: True}),
        ('{"path":"a\nb"}', {1: "a\nb"}),
        ('{"path":"3"}', {1: "3"}),
        ('{"path":"[1]"}', {1: "[1]"}),
    ],
)
async def test_what_can_mean_only_one_thing_is_repaired(tools: Tools, text: str, changed: dict[int, Any]) -> None:
    expected = ["/w", "p", 5, "a", [], False]
    for index, value in changed.items():
        expected[index] = value
    assert await arguments(tools, text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "missing required field 'path'"),
        ("", "missing required field 'path'"),
        ('{"path":3}', "path: expected 'str', got 'int'"),
        ('{"path":"p","limit":0}', "limit: expected 'int' >= 1"),
        ('{"path":"p","limit":"many"}', "limit: expected 'int'"),
        ('{"path":"p","mode":"c"}', "mode: invalid enum value 'c'"),
        ('{"path":"p","file":1}', "unknown field 'file'"),
        ('{"path":"p","parts":[{"nam":"x"}]}', r"parts\[0\]: .*'nam"),
        ('{"path":"p"', "no JSON object"),
        ("[]", "Expected 'object', got 'array'"),
        ("null", "Expected 'object', got 'null'"),
        ("path: p", "no JSON object"),
    ],
)
def test_anything_else_is_refused_with_the_right_form(tools: Tools, text: str, message: str) -> None:
    with pytest.raises(ToolFailed, match=message) as failure:
        tools.bind(Call("1", "read_file", text))
    assert "read_file(path, limit?, mode?, parts?, whole?)" in str(failure.value)


async def test_a_bound_call_says_what_it_will_do_before_it_does_it(tools: Tools) -> None:
    action = tools.bind(Call("1", "read_file", '{"path":"p"}'))
    said: list[str] = []
    assert action.effect == Reads(("/w/p",))
    assert action.title == "p 5"
    assert await action.preview() == Text("would read p")
    await action.run(said.append)
    assert said == ["working"]
    with pytest.raises(ToolFailed, match="no command"):
        action.with_command("ls")


async def test_a_command_can_be_changed_by_the_person(tools: Tools) -> None:
    changed = tools.bind(Call("1", "grep", '{"command":"ls"}')).with_command("ls -l")
    assert changed.effect == Runs("ls -l", "/")
    assert changed.title == "ls -l"
    assert (await changed.run(lambda _: None)).text == "ls -l"
    assert await changed.preview() is None


def test_an_unknown_tool_is_told_the_nearest(tools: Tools) -> None:
    with pytest.raises(ToolFailed, match=r"There is no tool read\. Tools are: read_file"):
        tools.bind(Call("1", "read", "{}"))
    with pytest.raises(ToolFailed, match="Tools are: grep, read_file"):
        tools.bind(Call("1", "zzz", "{}"))


EVERY = {one.name: one for model in ("demo", "openai/gpt") for one in toolset(model)}


@pytest.mark.parametrize("one", EVERY.values(), ids=list(EVERY))
def test_every_tool_keeps_to_the_plain_form(one: Tool) -> None:
    spec = one.spec()
    text = json.dumps(spec.parameters)
    assert spec.description
    assert spec.parameters["additionalProperties"] is False
    for word in ("oneOf", "anyOf", "allOf", "$ref", "$defs", '"title"', '"null"'):
        assert word not in text
    for part in spec.parameters["properties"].values():
        assert isinstance(part["type"], str)
        assert len(part.get("description", "")) <= 80


def test_openai_models_get_patches_instead_of_edits() -> None:
    names = {one.name for one in toolset("openai/gpt-5")}
    assert apply_patch.name in names
    assert "edit_file" not in names
