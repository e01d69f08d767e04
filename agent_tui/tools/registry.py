"""The tools of a session."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from agent_tui.core.effects import Effect, Writes
from agent_tui.core.errors import ToolFailed
from agent_tui.core.messages import Call, ToolSpec
from agent_tui.core.ports import Action, Progress
from agent_tui.core.views import Result, View
from agent_tui.tools.more import carried, more, told
from agent_tui.tools.spec import Tool


class Tools:
    """A `core.ports.Toolbox`."""

    def __init__(
        self,
        tools: Iterable[Tool],
        collaborators: Mapping[str, object],
        rare: Collection[str] = (),
        overrides: Path | None = None,
    ) -> None:
        """`collaborators` are handed to the tools' functions by name; of those in `rare` a model is told by `more`.

        `overrides` may hold the person's own prose.
        """
        self._overrides = overrides
        self._tools = {tool.name: tool for tool in sorted(tools, key=lambda tool: tool.name)}
        self._rare = {name: tool for name, tool in self._tools.items() if name in rare}
        if self._rare:
            self._tools[more.name] = more
        self._collaborators = {**collaborators, "rare": self._rare}

    def specs(self) -> tuple[ToolSpec, ...]:
        """As `core.ports.Toolbox`."""
        always = [
            tool.spec(self._overrides)
            for tool in self._tools.values()
            if tool.name not in self._rare and tool is not more
        ]
        return tuple(
            sorted([*always, *([told(self._rare, self._overrides)] if self._rare else [])], key=lambda spec: spec.name)
        )

    def bind(self, call: Call) -> Action:
        """As `core.ports.Toolbox`; a call of `more` with arguments becomes the call that it carries."""
        call = carried(call, self._tools)
        tool = self._tools.get(call.name)
        if tool is None:
            near = difflib.get_close_matches(call.name, self._tools, 3, 0.4)
            raise ToolFailed(f"There is no tool {call.name}. Tools are: {', '.join(near or self._tools)}.")
        return _Bound(call, tool, tool.check(call.arguments), self._collaborators)


class _Bound:
    """A call with its tool and its checked arguments."""

    def __init__(
        self, call: Call, tool: Tool, arguments: Mapping[str, Any], collaborators: Mapping[str, object]
    ) -> None:
        self.call = call
        self._tool = tool
        self._arguments = arguments
        self._collaborators = collaborators
        self.effect: Effect = tool.effect(collaborators, arguments)
        self.title = tool.title(arguments)
        self._led = self._leads()

    async def preview(self) -> View | None:
        return await self._tool.preview(self._collaborators, self._arguments)

    async def run(self, progress: Progress) -> Result:
        if self._leads() != self._led:
            raise ToolFailed(f"{self.title} leads elsewhere than when leave was given for it; nothing was written.")
        own = {"progress": progress, "call_id": self.call.id}
        return await self._tool.run({**self._collaborators, **own}, self._arguments)

    def _leads(self) -> tuple[str, ...]:
        """Where the paths lead that it would write: a link may be put in their way while the person is asked."""
        return tuple(map(os.path.realpath, self.effect.paths)) if isinstance(self.effect, Writes) else ()

    def with_command(self, command: str) -> Action:
        if "command" not in self._arguments:
            raise ToolFailed(f"{self.call.name} has no command that could be changed.")
        return _Bound(self.call, self._tool, {**self._arguments, "command": command}, self._collaborators)
