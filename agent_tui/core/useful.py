"""Tells what of a request tells the model something."""

from __future__ import annotations

from collections.abc import Sequence

from agent_tui.core.messages import Message, ToolMessage
from agent_tui.core.stages import Pressed, superseded
from agent_tui.core.trimming import is_stub
from agent_tui.core.window import Weigh

_SHORT = 200
"""Characters up to which the same result twice is news."""


def useless(messages: Sequence[Message], weigh: Weigh) -> int:
    """Tokens of reads that a later read or change replaced, of results that come again, and of stubs."""
    replaced = {trim.at: max(0, trim.won) for trim in superseded(Pressed(list(messages), weigh, 0, ""))}
    again: set[str] = set()
    wasted = 0
    for at in range(len(messages) - 1, -1, -1):
        message = messages[at]
        if not isinstance(message, ToolMessage):
            continue
        if at in replaced:
            wasted += replaced[at]
        elif is_stub(message.text) or (len(message.text) > _SHORT and message.text in again):
            wasted += weigh(message)
        again.add(message.text)
    return wasted
