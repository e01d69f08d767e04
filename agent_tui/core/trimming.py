"""Single messages made smaller, as data, so that a session that is continued makes them smaller in the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from agent_tui.core.messages import AssistantMessage, Message, ToolMessage, UserMessage

Cause = Literal["image", "superseded", "output", "reasoning", "age", "cut", "dropped"]
"""Why a message became smaller, from the least loss to the greatest; `dropped` is what the person chose."""


LEFT_OUT = "[left out by the user]"
KEPT = "kept:"
"""How `read_file` names the directory of whole texts: its path would cost each line that stands for one a lot."""
_STUB = re.compile(r"\[[^\n]*; [\d,]+ tokens, whole in [^\n]*\]")


class Trim(Struct, frozen=True, omit_defaults=True):
    """One message made smaller."""

    at: int
    """Position of the message in the conversation."""
    cause: Cause
    text: str = ""
    """What stands there instead; for an image, what is said in its place."""
    won: int = 0
    """Tokens that are saved."""
    what: str = ""
    """What the message is, in a few words for the person."""


def trimmed(messages: Sequence[Message], trims: Iterable[Trim]) -> list[Message]:
    """`messages` after `trims`."""
    made = list(messages)
    for trim in trims:
        made[trim.at] = smaller(made[trim.at], trim)
    return made


def smaller(message: Message, trim: Trim) -> Message:
    """`message` after `trim`."""
    match message:
        case AssistantMessage() if trim.cause == "dropped":
            # Its calls tell enough of a reply that was left out.
            text = "" if message.calls and trim.text == LEFT_OUT else trim.text
            return replace(message, text=text, reasoning="", thinking=())
        case AssistantMessage():
            # A reply of nothing but reasoning must stay a reply.
            return replace(message, thinking=(), reasoning=message.reasoning if not _says(message) else "")
        case _ if trim.cause == "image":
            return replace(message, text=f"{message.text}\n{trim.text}".strip(), images=())
        case _:
            return replace(message, text=trim.text, images=())


def stub(why: str, tokens: int, place: str) -> str:
    """The line that stands for a text of `tokens` tokens; `place` has it whole."""
    return f"[{why}; {tokens:,} tokens, whole in {place}]"


def is_stub(text: str) -> bool:
    """Whether `text` is no more than the line that stands for another."""
    return text == LEFT_OUT or _STUB.fullmatch(text) is not None


def copy_name(message: Message) -> str:
    """The name of the file that keeps the whole text of a message."""
    match message:
        case ToolMessage(name=kind) | UserMessage(source=kind):
            pass
        case AssistantMessage():
            kind = "reply"
    return f"{kind}-{blake2b(message.text.encode(errors='surrogatepass'), digest_size=6).hexdigest()}.txt"


def _says(message: AssistantMessage) -> bool:
    return bool(message.text or message.calls)
