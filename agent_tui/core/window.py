"""What is in a model's window: each part of the next request with its category and its tokens."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum

from msgspec import Struct

from agent_tui.core.labels import calls_of, label
from agent_tui.core.messages import AssistantMessage, Message, Request, ToolMessage, ToolSpec, UserMessage

READING = frozenset({"read_file", "grep", "glob", "list_dir", "web_fetch"})
"""Tools that bring what the model wanted to know; what the others return is output of the system."""

_OF_SEVERAL = frozenset({"said", "summary", "facts", "pinned"})
"""Sources of what a compaction leaves."""

_WITH_WORDS = frozenset({"mention", "command", "reminder"})
"""Sources of what stands before the person's words in their turn."""

Part = str | ToolSpec | Message
"""A piece of a request that is counted by itself: the system prompt, a tool, a message."""

Weigh = Callable[[Part], int]
"""Counts the tokens of a part."""


class Category(StrEnum):
    """What a part is there for."""

    SYSTEM = "system"
    CONTEXT = "context"
    DIALOG = "dialog"
    OUTPUT = "output"


class Item(Struct, frozen=True):
    """One part of the next request."""

    label: str
    category: Category
    tokens: int
    at: int = -1
    """Position of the message in the conversation; -1 for the system prompt and the tools."""
    turns_back: int = 0
    """How many turns began after its own; -1 where it stands for messages of several."""
    cached: bool = False
    """Whether the last request began with all up to and including it."""
    tool: str = ""
    """The tool whose result it is."""
    pinned: bool = False
    smaller: bool = False
    """Whether it was made smaller and can be brought back whole."""


def items(
    request: Request, weigh: Weigh, kept: int = 0, pins: Collection[int] = (), smaller: Collection[int] = ()
) -> tuple[Item, ...]:
    """All parts of `request` in the order in which they are sent; a cache has the first `kept` blocks of it.

    A block is all tools, the system prompt, or a message. `pins` are the positions of messages that the person pinned,
    `smaller` those of messages that were made smaller.
    """
    tools = (Item(f"tool {spec.name}", Category.SYSTEM, weigh(spec), cached=kept > 0) for spec in request.tools)
    system = Item("system prompt", Category.SYSTEM, weigh(request.system), cached=kept > 1)
    calls = calls_of(request.messages)
    messages = (
        Item(
            label(message, calls),
            category(message),
            weigh(message),
            at,
            back,
            at + 2 < kept,
            message.name if isinstance(message, ToolMessage) else "",
            at in pins,
            at in smaller,
        )
        for at, (message, back) in enumerate(zip(request.messages, _turns_back(request.messages), strict=True))
    )
    return (*tools, system, *messages)


def _turns_back(messages: Sequence[Message]) -> list[int]:
    """How many turns began after that of each message; what is added before the person's words is of their turn."""
    back, begun = 0, False
    found: list[int] = []
    for message in reversed(messages):
        if begun and (is_person(message) or not isinstance(message, UserMessage)):
            back, begun = back + 1, False
        begun = begun or is_person(message)
        of_several = isinstance(message, UserMessage) and message.source in _OF_SEVERAL
        found.append(-1 if of_several else back)
    return found[::-1]


def sizes(request: Request, weigh: Weigh) -> dict[Category, int]:
    """Tokens of `request` by what they are there for."""
    sums = dict.fromkeys(Category, 0)
    sums[Category.SYSTEM] = weigh(request.system) + sum(map(weigh, request.tools))
    for message in request.messages:
        sums[category(message)] += weigh(message)
    return sums


def category(message: Message) -> Category:
    """What `message` is there for."""
    match message:
        case ToolMessage(name=name):
            return Category.CONTEXT if name in READING else Category.OUTPUT
        case UserMessage(source="environment" | "instructions" | "facts" | "mention"):
            return Category.CONTEXT
        case UserMessage(source="command"):
            return Category.OUTPUT
        case _:
            return Category.DIALOG


def turn_start(messages: Sequence[Message], back: int) -> int:
    """Where the turn begins that is `back` turns from the end, 1 being the last; 0 where there are fewer."""
    for at in range(len(messages) - 1, -1, -1):
        if is_person(messages[at]):
            back -= 1
            if not back:
                return at
    return 0


def turn_begin(messages: Sequence[Message], back: int) -> int:
    """As `turn_start`, but with what came with the person's words: what they mention, what they ran, reminders."""
    at = turn_start(messages, back)
    while at and isinstance(one := messages[at - 1], UserMessage) and one.source in _WITH_WORDS:
        at -= 1
    return at


def brought(message: Message) -> str:
    """What brought `message` into the talk, for a result or what the person added to their words; else empty."""
    match message:
        case ToolMessage(name=name):
            return f"result of {name}"
        case UserMessage(source="mention" | "command" as source):
            return source
        case _:
            return ""


def is_person(message: Message) -> bool:
    """Whether the person said `message` as the beginning of a turn or inside it."""
    return isinstance(message, UserMessage) and message.source == "person"


def unseen(messages: Sequence[Message]) -> int:
    """Where the results begin that the model has not seen yet; the number of messages where it has seen all."""
    at = len(messages)
    while at and not isinstance(messages[at - 1], AssistantMessage):
        at -= 1
    return at
