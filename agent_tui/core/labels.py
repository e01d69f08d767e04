"""Says of a message what it is, so that a person knows it again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from agent_tui.core.mentions import attached_name
from agent_tui.core.messages import AssistantMessage, Call, Message, ToolMessage, UserMessage
from agent_tui.core.sanitise import one_line
from agent_tui.core.touched import arguments, changed_by

_WIDTH = 54
_MARKS = re.compile(r"\A<\w[^>\n]*>\n|\n</\w+>\Z")
_SUBJECTS = ("command", "path", "pattern", "url", "prompt", "tool", "job")
"""Arguments that tell calls of one tool apart, by what they tell."""


def calls_of(messages: Sequence[Message]) -> dict[str, Call]:
    """The calls of `messages`, by their ids."""
    return {call.id: call for message in messages if isinstance(message, AssistantMessage) for call in message.calls}


def label(message: Message, calls: Mapping[str, Call]) -> str:
    """What `message` is, in a few words."""
    match message:
        case ToolMessage(name=name, call_id=call_id):
            return one_line(f"{name} {_subject(calls[call_id])}", _WIDTH) if call_id in calls else name
        case UserMessage(source="person", text=text):
            return one_line(f"you: {text}", _WIDTH)
        case UserMessage(source="mention", text=text):
            return one_line(f"@{attached_name(text)}", _WIDTH)
        case UserMessage(source="said" | "command" | "pinned" as source, text=text):
            return one_line(f"{source}: {_MARKS.sub('', text)}", _WIDTH)
        case UserMessage(source=source):
            return source
        case AssistantMessage(text=text, calls=made):
            told = text or ", ".join(dict.fromkeys(call.name for call in made))
            return one_line(f"reply: {told}", _WIDTH)


def _subject(call: Call) -> str:
    given = arguments(call)
    found = next((str(given[name]) for name in _SUBJECTS if given.get(name)), "")
    return found or " ".join(changed_by(call))
