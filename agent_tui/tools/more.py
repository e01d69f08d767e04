"""Stands for the tools that are rarely needed: a model is told of each in one line, and of the rest when it asks.

The list of tools that a provider gets never changes by this, so that its cache stays good. `arguments` is text, since
providers that hold a model to the schemas make nothing of an object whose fields they do not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from agent_tui.core.effects import Notes
from agent_tui.core.errors import ToolFailed
from agent_tui.core.messages import Call, ToolSpec
from agent_tui.core.views import Result
from agent_tui.tools.repair import repaired
from agent_tui.tools.spec import Tool, tool

Rare = Mapping[str, Tool]
"""The tools that `more` stands for."""


class _Wish(Struct):
    """What a call of `more` says; some models write the arguments as an object, and mean the same."""

    tool: str
    arguments: dict[str, Any] | str = ""


@tool(effect=Notes, title=lambda tool: tool)
async def more(
    rare: Rare,
    tool: str,
    arguments: Annotated[str, Meta(description="JSON object with the tool's arguments")] = "",
) -> Result:
    """What `tool` takes; a call with arguments is `carried` to the tool and does not come here."""
    wanted = rare.get(tool)
    if wanted is None or arguments:
        raise ToolFailed(f"{tool} is none of the further tools: {', '.join(rare)}.")
    spec = wanted.spec()
    schema = msgspec.json.encode(spec.parameters).decode()
    return Result(f"{tool}: {spec.description}\nIts arguments, as JSON schema: {schema}", summary="its arguments")


def told(rare: Rare, overrides: Path | None = None) -> ToolSpec:
    """`more` as a model is told of it, with a line for each tool it stands for."""
    spec = more.spec(overrides)
    lines = "\n".join(f"{name}: {one.spec(overrides).description.splitlines()[0]}" for name, one in rare.items())
    return ToolSpec(spec.name, f"{spec.description}\n{lines}", spec.parameters)


def carried(call: Call, tools: Iterable[str]) -> Call:
    """The call of one of `tools` that a call of `more` carries; any other call unchanged."""
    if call.name != more.name:
        return call
    try:
        wish = msgspec.convert(repaired(call.arguments, {}), _Wish)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return call
    text = wish.arguments if isinstance(wish.arguments, str) else msgspec.json.encode(wish.arguments).decode()
    if wish.tool not in tools or text.strip() in ("", "{}"):
        return Call(call.id, call.name, msgspec.json.encode({"tool": wish.tool}).decode())
    return Call(call.id, wish.tool, text)
