"""Which entry the keyboard is on, and what is copied of it."""

from __future__ import annotations

from collections.abc import Sequence

from agent_tui.tui.entries import Batch, Entry, Reply, Said, Thought, ToolCall


def beyond(entries: Sequence[Entry], at: int, by: int) -> int:
    """The next entry from `at` that one can stand on, downwards or upwards; `at` where there is none."""
    places = range(at + 1, len(entries)) if by > 0 else range(at - 1, -1, -1)
    return next(
        (index for index in places if isinstance(entries[index], Said | Reply | Thought | ToolCall | Batch)), at
    )


def text_of(entry: Entry) -> str:
    """What is copied of an entry: a message as it was written, what a call gave."""
    match entry:
        case Said(text=text) | Reply(text=text) | Thought(text=text):
            return text.strip()
        case ToolCall():
            return entry.text or entry.tail
        case Batch(calls=calls):
            return "\n".join(call.text for call in calls)
        case _:
            return ""
