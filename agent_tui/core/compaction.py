"""What takes the place of old messages: the summary, the person's own words, and the facts that code can know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from agent_tui.core.facts import Facts, gathered
from agent_tui.core.messages import AssistantMessage, Message, ToolMessage, UserMessage
from agent_tui.core.window import Weigh, is_person, turn_begin, turn_start, unseen

_SAID_MOST = 20_000
"""Tokens of the person's words that are kept where there is room for them."""
_SAID_SHARE = 4
_FACTS_SHARE = 20
_KEPT_PERCENT = 40
"""Of the space, for the newest messages, so that the next compaction is not near."""
_WORTH_PERCENT = 20
"""Of the space, that is worth a summary."""
_GROUND = ("environment", "instructions")
_WORDS = ("person", "said")


class Page(Struct, frozen=True):
    """What stands for old messages, and what became of the person's words in them."""

    messages: tuple[UserMessage, ...]
    said: int = 0
    """Messages of the person that stay word for word."""
    dropped: int = 0
    """Messages of the person for which there was no room."""


def kept(messages: Sequence[Message], weigh: Weigh, space: int, *, must: bool) -> int:
    """How many of the newest messages stay whole: two turns, one, or the last step, as the space has room for.

    Unless it `must` be, the turn under way is not torn, and all are kept where folding the others would win little.
    """
    sizes = [weigh(message) for message in messages]
    two, one = turn_begin(messages, 2), turn_begin(messages, 1)
    for start in (two, one):
        if start and sum(sizes[start:]) <= space * _KEPT_PERCENT // 100:
            return len(messages) - start
    if must:
        return len(messages) - _last_step(messages)
    return len(messages) - one if sum(sizes[:one]) >= space * _WORTH_PERCENT // 100 else len(messages)


def whole_turns(messages: Sequence[Message]) -> int:
    """How many of the newest messages make up the last two turns, or the last where there are no more than two."""
    start = turn_begin(messages, 2) if _persons(messages) > 2 else turn_begin(messages, 1)
    return len(messages) - start


def page(
    messages: Sequence[Message],
    keep: int,
    summary: str,
    ground: Sequence[UserMessage],
    jobs: Iterable[str],
    weigh: Weigh,
    space: int,
) -> Page:
    """The page that stands for all of `messages` but the newest `keep`; it begins with `ground`, where there is one."""
    old = messages[: len(messages) - keep]
    first = ground or [message for message in old if isinstance(message, UserMessage) and message.source in _GROUND]
    current = _current(messages, keep)
    before = old if current is None else old[: turn_start(messages, 1)]
    spoken = [words for message in before if (words := _said(message)) is not None]
    said = _newest(spoken, weigh, min(_SAID_MOST, space // _SAID_SHARE))
    facts = _facts(gathered(old), tuple(jobs), weigh, space // _FACTS_SHARE)
    head = UserMessage(f"<summary>\n{summary}\n</summary>", source="summary")
    last = () if current is None else (current,)
    made = (*dict.fromkeys(first), *said, head, *facts, *_pins(old), *last)
    return Page(made, len(said) + len(last), len(spoken) - len(said))


def _last_step(messages: Sequence[Message]) -> int:
    """Where the last reply with its results begins, or what was said after it."""
    after = unseen(messages)
    last = messages[after - 1] if after else None
    return after - 1 if isinstance(last, AssistantMessage) and last.calls else after


def _persons(messages: Sequence[Message]) -> int:
    return sum(map(is_person, messages))


def _current(messages: Sequence[Message], keep: int) -> UserMessage | None:
    """The words of the turn under way, where the kept messages begin after them."""
    start = turn_start(messages, 1)
    words = messages[start] if keep and start < len(messages) - keep else None
    return words if isinstance(words, UserMessage) and is_person(words) else None


def _pins(messages: Sequence[Message]) -> list[UserMessage]:
    """What was pinned, word for word, but for the person's own words."""
    found: list[UserMessage] = []
    for message in messages:
        match message:
            case UserMessage(source="pinned"):
                found.append(message)
            case UserMessage(source=source, pinned=True) if source not in (*_GROUND, *_WORDS):
                found.append(replace(message, source="pinned"))
            case ToolMessage(name=name, text=text, images=images, pinned=True):
                told = f"<pinned>\nWhat {name} returned:\n{text}\n</pinned>"
                found.append(UserMessage(told, images, source="pinned", pinned=True))
            case AssistantMessage(text=text, pinned=True):
                found.append(UserMessage(f"<pinned>\n{text}\n</pinned>", source="pinned", pinned=True))
            case _:
                pass
    return found


def _said(message: Message) -> UserMessage | None:
    """What the person said, marked as said before; None for what anyone else said."""
    if not isinstance(message, UserMessage) or message.source not in _WORDS:
        return None
    if message.source == "said":
        return message
    kept = message.images if message.pinned else ()
    pictures = f"\n[{len(message.images)} image(s)]" if message.images and not kept else ""
    return UserMessage(f"<said>\n{message.text}{pictures}\n</said>", kept, "said", message.pinned)


def _newest(said: Sequence[UserMessage], weigh: Weigh, space: int) -> list[UserMessage]:
    """The newest of `said` that fit into `space`, and all that are pinned."""
    found: list[UserMessage] = []
    for message in reversed(said):
        if message.pinned:
            found.append(message)
        elif (tokens := weigh(message)) <= space:
            space -= tokens
            found.append(message)
    return found[::-1]


def _facts(facts: Facts, jobs: tuple[str, ...], weigh: Weigh, space: int) -> tuple[UserMessage, ...]:
    """The facts as a message; the oldest go where there is no room."""
    facts = replace(facts, jobs=jobs)
    while facts != Facts():
        message = UserMessage(facts.text(), source="facts")
        if weigh(message) <= space:
            return (message,)
        facts = facts.fewer()
    return ()
