"""A tool is a plain async function: its signature is its schema, its prose lies in `prompts/tools/`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct

from agent_tui.core.effects import Effect
from agent_tui.core.errors import ToolFailed
from agent_tui.core.messages import ToolSpec
from agent_tui.core.views import Result, View
from agent_tui.prompting.find import prompt
from agent_tui.tools.repair import repaired

Work = Callable[..., Awaitable[Result]]
COLLABORATORS = frozenset({"ws", "shell", "jobs", "undo", "ask", "delegate", "web", "progress", "call_id", "rare"})
"""Parameters that are handed in by name and are no part of a schema."""
_UNSAID = frozenset({"title", "default"})
"""What a schema says at length for nothing; of the defaults only those that are neither empty nor zero are told."""


class Tool:
    """A function that a model may call."""

    def __init__(
        self,
        work: Work,
        effect: Callable[..., Effect],
        title: Callable[..., str],
        preview: Callable[..., Awaitable[View]] | None,
    ) -> None:
        self.name = work.__name__
        self.work = work
        self._effect = effect
        self._title = title
        self._preview = preview
        hints = get_type_hints(work, include_extras=True)
        parameters = inspect.signature(work).parameters
        self._wanted = tuple(name for name in parameters if name in COLLABORATORS)
        fields = [
            (name, hints[name]) if parameter.default is parameter.empty else (name, hints[name], parameter.default)
            for name, parameter in parameters.items()
            if name not in COLLABORATORS
        ]
        self._arguments: type[Struct] = msgspec.defstruct(
            f"{self.name}_arguments", fields, forbid_unknown_fields=True, kw_only=True
        )
        self._names = tuple(field[0] for field in fields)

    def spec(self, overrides: Path | None = None) -> ToolSpec:
        """The tool as a model is told of it; the person's prose is looked for in `overrides`.

        Raises `FileNotFoundError` where there is none.
        """
        return ToolSpec(self.name, prompt(f"tools/{self.name}.md", overrides), self.schema)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """JSON schema of the arguments: one flat object without references or alternatives."""
        (schema,), parts = msgspec.json.schema_components([self._arguments])
        inlined = _inlined(parts[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema, parts)
        assert isinstance(inlined, dict)
        return inlined

    def check(self, arguments: str) -> dict[str, Any]:
        """The arguments by name, repaired where nothing is lost by it. Raises `ToolFailed` that teaches the form."""
        try:
            value = repaired(arguments, self.schema)
            checked = msgspec.convert(value, self._arguments, strict=False)
        except msgspec.ValidationError as error:
            raise ToolFailed(f"Wrong arguments for {self.name}: {_plain(str(error))}. {self._form()}") from error
        except msgspec.DecodeError as error:
            raise ToolFailed(f"The arguments of {self.name} are no JSON object: {error}. {self._form()}") from error
        return {name: getattr(checked, name) for name in self._names}

    def effect(self, collaborators: Mapping[str, object], arguments: Mapping[str, Any]) -> Effect:
        """What a call with these arguments is about to do."""
        return self._effect(**self._needed(self._effect, collaborators, arguments))

    def title(self, arguments: Mapping[str, Any]) -> str:
        """What a call with these arguments works on, in a few words."""
        return self._title(**self._needed(self._title, {}, arguments))

    async def preview(self, collaborators: Mapping[str, object], arguments: Mapping[str, Any]) -> View | None:
        """What a call would do. Raises `ToolFailed`."""
        if self._preview is None:
            return None
        return await self._preview(**self._needed(self._preview, collaborators, arguments))

    async def run(self, collaborators: Mapping[str, object], arguments: Mapping[str, Any]) -> Result:
        """Do it. Raises `ToolFailed`."""
        return await self.work(**{name: collaborators[name] for name in self._wanted}, **arguments)

    def _needed(
        self, function: Callable[..., object], collaborators: Mapping[str, object], arguments: Mapping[str, Any]
    ) -> dict[str, Any]:
        everything = {**collaborators, **arguments}
        return {name: everything[name] for name in inspect.signature(function).parameters if name in everything}

    def _form(self) -> str:
        required = self.schema.get("required", [])
        fields = ", ".join(name if name in required else f"{name}?" for name in self._names)
        return f"The form is {self.name}({fields})."


def tool(
    effect: Callable[..., Effect],
    title: Callable[..., str],
    preview: Callable[..., Awaitable[View]] | None = None,
) -> Callable[[Work], Tool]:
    """Make a function a tool. All three callables take, by name, the arguments and collaborators they need."""
    return lambda work: Tool(work, effect, title, preview)


def _inlined(node: object, parts: Mapping[str, Any]) -> object:
    if isinstance(node, dict):
        if "$ref" in node:
            return _inlined(parts[node["$ref"].rpartition("/")[2]], parts)
        kept = {
            key: _inlined(value, parts) for key, value in node.items() if key not in _UNSAID or _telling(key, value)
        }
        # Not every provider takes an `enum` without its type.
        return {"type": "string", **kept} if "enum" in kept else kept
    if isinstance(node, list):
        return [_inlined(item, parts) for item in node]
    return node


def _telling(key: str, value: object) -> bool:
    return key == "default" and value not in ("", 0, (), [])


def _plain(error: str) -> str:
    """msgspec's sentence in the words of the schema: the field first."""
    sentence, _, place = error.partition(" - at ")
    words = re.sub(r"^Object (missing|contains)", lambda found: found.group(1), sentence).replace("`", "'")
    return f"{place.strip('`').removeprefix('$.')}: {words[0].lower()}{words[1:]}" if place.startswith("`$.") else words
