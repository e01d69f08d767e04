"""Which entry the keyboard is on, and what is copied of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent_tui.tui.entries import Batch, Entry, Note, Reply, Said, Thought, ToolCall

WHOLE = -1
"""In place of a call of a batch: the batch itself."""

Spot = tuple[int, int]
"""The index of an entry, and of a call of it or `WHOLE`."""


def beyond(entries: Sequence[Entry], at: Spot, by: int, calls: Callable[[int], int]) -> Spot:
    """The next place from `at` that one can stand on, downwards or upwards; `at` where there is none.

    `calls` tells how many calls of an entry have a line of their own.
    """
    index, call = at
    if by > 0 and index < len(entries) and call + 1 < calls(index):
        return index, call + 1
    if by < 0 and call != WHOLE:
        return index, call - 1
    places = range(index + 1, len(entries)) if by > 0 else range(index - 1, -1, -1)
    for place in places:
        if isinstance(entries[place], Said | Reply | Thought | ToolCall | Batch):
            return place, WHOLE if by > 0 else calls(place) - 1
    return at


def unseen(before: Sequence[Entry], now: Sequence[Entry]) -> int:
    """How many messages and calls came or grew since there were those `before`."""
    if now is before:
        return 0
    last = len(before) - 1
    grown = 0 <= last < len(now) and now[last] is not before[last]
    same = last if grown else len(before)
    return sum(not (isinstance(entry, Note) and entry.level == "aside") for entry in now[same:])


def text_of(entry: Entry, call: int = WHOLE) -> str:
    """What is copied of an entry, or of one call of it: a message as it was written, what a call gave."""
    match entry:
        case Said(text=text) | Reply(text=text) | Thought(text=text):
            return text.strip()
        case ToolCall():
            return entry.text or entry.tail
        case Batch():
            return "\n".join(each.text for each in calls_of(entry, call))
        case _:
            return ""


def calls_of(entry: Entry, call: int = WHOLE) -> Sequence[ToolCall]:
    """The calls that an entry holds, or one of them."""
    match entry:
        case ToolCall():
            return (entry,)
        case Batch(calls=calls):
            return calls if call == WHOLE else calls[call : call + 1]
        case _:
            return ()
