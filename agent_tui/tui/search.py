"""Finds words in the talk, also in what is folded, without drawing any of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from typing import assert_never

from msgspec import Struct

from agent_tui.core.sanitise import sanitise
from agent_tui.core.views import Diff, Listing, Matches, Paths, Questions, Screen, Text, Todos, View
from agent_tui.tui.entries import Batch, Entry, Note, Reply, Said, Table, Thought, ToolCall

_MARKS = re.compile(r"\*\*|__|~~|`+|\*(?=\w)|(?<=\w)\*")
"""What Markdown writes around words, and does not show."""


class Hit(Struct, frozen=True):
    """One place where the words stand."""

    index: int
    """Of the entry."""
    nth: int
    """Which of the places in that entry, from 0."""


class Search:
    """The places where some words stand, and which of them is looked at."""

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self._at = 0
        self._texts: dict[int, tuple[Entry, str, str]] = {}
        """Each entry's text as it was written and without its marks, by its key."""

    @property
    def hit(self) -> Hit | None:
        """The place that is looked at."""
        return self.hits[self._at] if self.hits else None

    @property
    def told(self) -> str:
        """Which of how many: `3/17`."""
        return f"{self._at + 1:,}/{len(self.hits):,}" if self.hits else "not found"

    def look_for(self, words: str, entries: Sequence[Entry], near: int) -> None:
        """Find `words`, in any case, and begin with the last place up to entry `near`."""
        wanted = words.casefold()
        self.hits = [
            Hit(index, nth)
            for index, entry in enumerate(entries)
            for nth in range(self._count(entry, wanted) if wanted else 0)
        ]
        self._at = max(0, sum(hit.index <= near for hit in self.hits) - 1)

    def look_again(self, words: str, entries: Sequence[Entry]) -> None:
        """Find them also in what has come since, and stay at the same place."""
        hit = self.hit
        self.look_for(words, entries, len(entries))
        if hit in self.hits:
            self._at = self.hits.index(hit)

    def step(self, by: int) -> None:
        """Go on to another place; past the last one comes the first."""
        if self.hits:
            self._at = (self._at + by) % len(self.hits)

    def _count(self, entry: Entry, wanted: str) -> int:
        """How often the words stand in what was written, or in what is seen of it."""
        known = self._texts.get(entry.key)
        if known is None or known[0] is not entry:
            text = sanitise("\n".join(_texts(entry))).casefold()
            known = entry, text, _MARKS.sub("", text) if isinstance(entry, Reply) else ""
            self._texts[entry.key] = known
        return max(text.count(wanted) for text in known[1:])


def _texts(entry: Entry) -> Iterator[str]:
    match entry:
        case Said(text=text) | Reply(text=text) | Thought(text=text):
            yield text
        case Note():
            yield entry.words
        case ToolCall():
            yield from _call(entry)
        case Batch(calls=calls):
            for call in calls:
                yield from (f"{call.name}  {call.title}", call.summary)
                yield call.text if call.phase == "failed" else ""
        case Table(title=title, rows=rows):
            yield title
            yield from (f"{name}\n{meaning}" for name, meaning in rows)
        case _:
            assert_never(entry)


def _call(call: ToolCall) -> Iterator[str]:
    yield from (f"{call.name}  {call.title}", call.summary)
    if call.phase == "running" and call.tail:
        yield call.tail
    elif call.view is None or (call.phase == "failed" and not isinstance(call.view, Screen)):
        yield call.text
    else:
        yield from _shown(call.view)


def _shown(view: View) -> Iterator[str]:
    match view:
        case Text(text=text, answer=answer):
            yield from (text, answer)
        case Listing(text=text):
            yield text
        case Diff(changes=changes):
            for change in changes:
                before, after = (change.before or "").splitlines(), (change.after or "").splitlines()
                yield from (line[1:] for line in list(unified_diff(before, after, lineterm=""))[2:] if line[0] != "@")
        case Matches(rows=rows):
            yield from (f"{row.path}\n{row.text}" for row in rows)
        case Paths(names=names):
            yield from names
        case Screen(command=command, output=output):
            yield from (command, output)
        case Todos(items=items):
            yield from (item.text for item in items)
        case Questions(items=items, answers=answers):
            yield from (item.text for item in items)
            yield from answers
        case _:
            assert_never(view)
