"""How one entry of the transcript looks: gutter, one line for a call, what it holds once opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Literal, assert_never

from textual.strip import Strip

from agent_tui.tui.entries import Batch, Entry, Note, Reply, Said, Table, Thought, ToolCall
from agent_tui.tui.paint.batch import batch_lines
from agent_tui.tui.paint.call import call_lines
from agent_tui.tui.paint.figures import seconds
from agent_tui.tui.paint.line import BLANK, both, folded, indented, strip, wrapped
from agent_tui.tui.paint.look import GUTTER, INSET, Look


def opens(entry: Entry, thoughts: bool) -> bool:
    """Whether an entry is open before the person chose."""
    match entry:
        case Thought():
            return thoughts and entry.open
        case ToolCall():
            return entry.own or entry.phase in ("asking", "failed")
        case Batch():
            return thoughts or any(call.phase in ("asking", "failed") or _delegated(call) for call in entry.calls)
        case _:
            return False


def card(entry: Entry) -> bool:
    """Whether the entry is one line that opens."""
    return isinstance(entry, Thought | ToolCall | Batch)


def _delegated(call: ToolCall) -> bool:
    """Whether a subagent is at work on the call: no other has a summary before it ends."""
    return call.phase == "running" and bool(call.summary)


def running(entry: Entry) -> bool:
    """Whether the entry shows how long it has been at it."""
    match entry:
        case ToolCall():
            return entry.phase == "running"
        case Batch() | Thought():
            return entry.open
        case _:
            return False


def draw(entry: Entry, look: Look) -> list[Strip]:
    """The lines of an entry, without the blank line before it. A reply's markdown is painted elsewhere."""
    palette = look.palette
    match entry:
        case Said(text=text):
            return _marked("›", wrapped(text, palette.strong, look.room), look, "accent")
        case Reply(text=text):
            return list(indented(wrapped(text, palette.text, look.room), GUTTER))
        case Thought():
            return _thought(entry, look)
        case ToolCall():
            return call_lines(entry, look)
        case Batch():
            return batch_lines(entry, look)[0]
        case Note():
            return _note(entry, look)
        case Table():
            return _table(entry, look)
        case _:
            assert_never(entry)


def _marked(
    mark: str, lines: Iterable[Strip], look: Look, style: Literal["accent", "bad", "warn", "dim"]
) -> list[Strip]:
    """Lines beside the gutter, the first with a mark in it."""
    first, *rest = list(lines) or [BLANK]
    painted = {
        "accent": look.palette.accent,
        "bad": look.palette.bad,
        "warn": look.palette.warn,
        "dim": look.palette.dim,
    }
    head = Strip([*strip([(f" {mark} ", painted[style])], GUTTER), *first])
    return [head, *indented(rest, GUTTER)]


def _note(note: Note, look: Look) -> list[Strip]:
    match note.level:
        case "error":
            return _marked("✗", _failure(note, look), look, "bad")
        case "warning":
            return _marked("!", wrapped(note.text, look.palette.text, look.room), look, "warn")
        case "aside":
            return _marked("·", [strip([(note.text, look.palette.dim)], look.room)], look, "dim")
        case "info":
            return _marked("·", wrapped(note.text, look.palette.dim, look.room), look, "dim")


def _failure(note: Note, look: Look) -> Iterator[Strip]:
    if note.title:
        yield from wrapped(note.title, look.palette.strong, look.room)
    if note.text:
        yield from wrapped(note.text, look.palette.text, look.room)
    if note.remedy:
        yield from _beside("→ ", list(wrapped(note.remedy, look.palette.text, look.room - 2)), look)


def _beside(mark: str, lines: list[Strip], look: Look) -> Iterator[Strip]:
    yield Strip([*strip([(mark, look.palette.accent)], len(mark)), *lines[0]])
    yield from indented(lines[1:], len(mark))


def _table(table: Table, look: Look) -> list[Strip]:
    palette = look.palette
    names = min(max((len(name) for name, _ in table.rows), default=0), look.room * 2 // 5)
    lines = [strip([(table.title, palette.strong)], look.room), BLANK] if table.title else []
    for name, meaning in table.rows:
        said = zip_longest(folded(name, names), folded(meaning, max(4, look.room - names - 2)), fillvalue="")
        lines += (strip([(f"{word:<{names}}  ", palette.text), (line, palette.dim)], look.room) for word, line in said)
    return list(indented(lines, GUTTER))


def _thought(thought: Thought, look: Look) -> list[Strip]:
    palette = look.palette
    mark = "▾" if look.opened else "●" if thought.open else "▸"
    spent = look.elapsed if thought.open else thought.seconds
    right = [(f"{seconds(spent)} ", palette.dim)] if spent >= 0.05 and not (thought.open and spent < 1) else []
    lines = [both([(f" {mark} ", palette.dim), ("thinking", palette.dim)], right, look.width)]
    if look.opened:
        lines += indented(wrapped(thought.text.strip(), palette.dim, look.width - INSET - 1), INSET)
    return lines
