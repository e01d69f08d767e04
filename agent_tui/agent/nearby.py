"""Tells the model, with what it reads, the instructions that lie beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import replace

from agent_tui.core.effects import Effect, Reads
from agent_tui.core.messages import AssistantMessage, Call, Message, ToolMessage, ToolSpec
from agent_tui.core.ports import Action, Progress, Toolbox
from agent_tui.core.views import Result, View

About = Callable[[str], str]
"""The instructions nearest to a path, with their place in the first line; empty where there are none. Blocks."""


class Guided:
    """A `core.ports.Toolbox` whose reads bring the instructions of the places they read."""

    def __init__(self, toolbox: Toolbox, about: About, messages: Callable[[], Sequence[Message]]) -> None:
        """`messages` is the talk as it stands: what it no longer holds is told again."""
        self._toolbox = toolbox
        self._about = about
        self._messages = messages
        self._told: dict[str, str] = {}
        """First lines of blocks, and the calls that brought them."""

    def specs(self) -> tuple[ToolSpec, ...]:
        """As `core.ports.Toolbox`."""
        return self._toolbox.specs()

    def bind(self, call: Call) -> Action:
        """As `core.ports.Toolbox`."""
        action = self._toolbox.bind(call)
        return _Read(action, action.effect, self._news) if isinstance(action.effect, Reads) else action

    async def _news(self, call: Call, path: str) -> str:
        block = await asyncio.to_thread(self._about, path)
        mark = block.partition("\n")[0]
        if not block or _holds(self._messages(), self._told.get(mark), mark):
            return ""
        self._told[mark] = call.id
        return block


class _Read:
    """A read with what it brings."""

    def __init__(self, action: Action, reads: Reads, news: Callable[[Call, str], Awaitable[str]]) -> None:
        self._action = action
        self._paths = reads.paths
        self._news = news
        self.call = action.call
        self.effect: Effect = reads
        self.title = action.title

    async def preview(self) -> View | None:
        return await self._action.preview()

    async def run(self, progress: Progress) -> Result:
        result = await self._action.run(progress)
        if result.failed:
            return result
        blocks = [block for path in self._paths if (block := await self._news(self.call, path))]
        return replace(result, text="\n\n".join([result.text, *blocks])) if blocks else result

    def with_command(self, command: str) -> Action:
        return self._action.with_command(command)


def _holds(messages: Sequence[Message], call_id: str | None, mark: str) -> bool:
    """Whether the result of a call is in the talk with `mark`, or still on its way there."""
    for message in reversed(messages):
        if isinstance(message, ToolMessage) and message.call_id == call_id:
            return mark in message.text
        if isinstance(message, AssistantMessage) and any(call.id == call_id for call in message.calls):
            return True
    return False
