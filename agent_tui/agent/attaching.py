"""Attaches to a message what it names with an `@`, as the reading tools tell it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec.json import encode

from agent_tui.core.errors import ToolFailed
from agent_tui.core.mentions import Mention, attached, mentions
from agent_tui.core.messages import Call, Image, UserMessage
from agent_tui.core.ports import Action, Gate, Toolbox
from agent_tui.core.verdicts import Allow, Mode
from agent_tui.core.views import Result

_READ, _LIST = "read_file", "list_dir"


class Attaching:
    """Reads what the person names; what cannot be attached is told to them in a sentence."""

    def __init__(self, toolbox: Toolbox, gate: Gate, there: Callable[[str], bool], tell: Callable[[str], None]) -> None:
        """`there` says whether a path is one of something that exists; it blocks."""
        self._toolbox = toolbox
        self._gate = gate
        self._there = there
        self._tell = tell

    async def messages(self, text: str) -> tuple[UserMessage, ...]:
        """A message for each file and directory that `text` names."""
        if "@" not in text:
            return ()
        found = await asyncio.to_thread(mentions, text, self._there)
        return tuple([message for mention in found if (message := await self._message(mention)) is not None])

    async def _message(self, mention: Mention) -> UserMessage | None:
        try:
            action = self._toolbox.bind(_call(mention))
            if not self._allowed(action):
                raise ToolFailed(f"{mention.path} is not attached: the agent may not read it by itself.")
            result = await action.run(lambda _: None)
        except ToolFailed as failure:
            self._tell(str(failure))
            return None
        return _attached(mention, result)

    def _allowed(self, action: Action) -> bool:
        # Who names a file wants it read, so that only rules and the guard count, as in the mode that allows the rest.
        return isinstance(self._gate.judge(action.call.name, action.effect, Mode.YOLO), Allow)


def _call(mention: Mention) -> Call:
    if mention.path.endswith("/"):
        return Call("", _LIST, encode({"path": mention.path}).decode())
    lines = {"offset": mention.first, "limit": mention.last - mention.first + 1} if mention.last else {}
    return Call("", _READ, encode({"path": mention.path, **lines}).decode())


def _attached(mention: Mention, result: Result) -> UserMessage:
    images = tuple(Image(media_type, data) for media_type, data in result.images)
    return UserMessage(attached(mention.shown, result.text), images, source="mention")
