"""How one entry of the transcript looks: gutter, one line for a call, what it holds once opened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from typing import Literal, assert_never

from msgspec import Struct
from textual.strip import Strip

from agent_tui.core.views import Diff, Screen
from agent_tui.tui.entries import Batch, Entry, Note, Reply, Said, Table, Thought, ToolCall
from agent_tui.tui.paint.figures import seconds
from agent_tui.tui.paint.line import BLANK, Piece, both, folded, indented, strip, wrapped
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.paint.view import plain, view_lines

GUTTER = 3
"""Cells left of all text."""
_INSET = 5
"""Cells left of what an opened call shows."""
_TAIL_LINES = 5
_MOST_LINES = 1_000
_NOUNS = {"read_file": "reads", "grep": "searches", "glob": "searches", "list_dir": "listings", "web_fetch": "fetches"}


class Look(Struct, frozen=True):
    """How an entry is to be drawn."""

    palette: Palette
    width: int
    """Cells of the whole line, gutter included."""
    opened: bool = False
    elapsed: float = 0.0
    """Seconds that something running has run."""

    @property
    def room(self) -> int:
        """Cells for text beside the gutter, one kept free at the right."""
        return max(4, self.width - GUTTER - 1)


def opens(entry: Entry, thoughts: bool) -> bool:
    """Whether an entry is open before the person chose."""
    match entry:
        case Thought():
            return thoughts and entry.open
        case ToolCall():
            return entry.own or entry.phase in ("asking", "failed")
        case Batch():
            return (thoughts and entry.open) or any(
                call.phase in ("asking", "failed") or _delegated(call) for call in entry.calls
            )
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
            return _call(entry, look)
        case Batch():
            return _batch(entry, look)
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
        lines += indented(wrapped(thought.text.strip(), palette.dim, look.width - _INSET - 1), _INSET)
    return lines


def _call(call: ToolCall, look: Look) -> list[Strip]:
    mark = "●" if call.phase == "running" else "▾" if look.opened else "▸"
    lines = [_head(call, mark, look)]
    width = look.width - _INSET - 1
    if look.opened:
        lines += indented(_body(call, look.palette, width), _INSET)
    elif call.phase == "running" and call.tail.strip():
        lines += indented(_tail(call.tail, look.palette, width), _INSET)
    return [*lines, *indented(_running(call, look.palette, width), _INSET)]


def _head(call: ToolCall, mark: str, look: Look) -> Strip:
    palette = look.palette
    pieces = [
        (f" {mark} ", palette.warn if call.phase == "asking" else palette.dim),
        (call.name, palette.text),
        (f"  {call.title}", palette.text),
    ]
    summary = call.summary
    if not summary and call.phase != "failed" and isinstance(call.view, Diff):
        summary = f"+{call.view.added} −{call.view.removed}"
    if summary and look.width >= 50:
        pieces.append((f"    {summary}", palette.dim))
    return both(pieces, _outcome(call, look), look.width)


def _outcome(call: ToolCall, look: Look) -> list[Piece]:
    palette = look.palette
    time = f" {seconds(call.seconds)}" if look.width >= 40 else ""
    match call.phase:
        case "running":
            return [(f"{seconds(look.elapsed)} ", palette.dim)] if look.elapsed >= 1 else []
        case "asking":
            return [("needs you ", palette.warn)]
        case "done":
            return [("✓", palette.good), (f"{time} ", palette.dim)]
        case "failed":
            return [("✗", palette.bad), (f"{time} ", palette.dim)]
        case "denied":
            return [("✗ ", palette.warn)]


def _body(call: ToolCall, palette: Palette, width: int) -> Iterator[Strip]:
    if call.phase == "failed" and not isinstance(call.view, Screen):
        yield from wrapped(call.text, palette.text, width)
        return
    if call.phase == "running" and call.tail:
        yield from plain(call.tail.rstrip("\n").split("\n"), palette.dim, width)
        return
    lines = view_lines(call.view, palette, width) if call.view else plain(call.text.split("\n"), palette.dim, width)
    yield from islice(lines, _MOST_LINES)
    if next(lines, None) is not None:
        yield strip([(f"… only the first {_MOST_LINES:,} lines are shown here", palette.faint)], width)


def _tail(tail: str, palette: Palette, width: int) -> Iterator[Strip]:
    lines = tail.rstrip("\n").split("\n")
    yield from plain(lines[-_TAIL_LINES:], palette.dim, width)


def _running(call: ToolCall, palette: Palette, width: int) -> Iterator[Strip]:
    yield from (strip([("● ", palette.accent), (title, palette.text)], width) for title in call.running)


def _batch(batch: Batch, look: Look) -> list[Strip]:
    palette = look.palette
    names = {call.name for call in batch.calls}
    noun = _NOUNS.get(names.pop(), "calls") if len(names) == 1 else "calls"
    asking = any(call.phase == "asking" for call in batch.calls)
    mark = "▾" if look.opened else "●" if batch.open else "▸"
    pieces = [
        (f" {mark} ", palette.warn if asking else palette.dim),
        (f"{len(batch.calls)} {noun} in parallel", palette.text),
    ]
    if not look.opened:
        pieces.append(("   " + " · ".join(call.title for call in batch.calls), palette.dim))
    lines = [both(pieces, _batch_outcome(batch, look, asking), look.width)]
    if look.opened:
        lines += _members(batch, look)
    return lines


def _batch_outcome(batch: Batch, look: Look, asking: bool) -> list[Piece]:
    palette = look.palette
    if asking:
        return [("needs you ", palette.warn)]
    if batch.open:
        return [(f"{seconds(look.elapsed)} ", palette.dim)] if look.elapsed >= 1 else []
    failed = sum(call.phase in ("failed", "denied") for call in batch.calls)
    mark = (f"✗ {failed} failed" if look.width >= 60 else "✗", palette.bad) if failed else ("✓", palette.good)
    return [mark, (f" {seconds(batch.seconds)} ", palette.dim)]


def _members(batch: Batch, look: Look) -> Iterator[Strip]:
    inner = Look(look.palette, look.width - 2)
    marks = {"running": "●", "asking": "▾", "done": "✓", "failed": "✗", "denied": "✗"}
    for call in batch.calls:
        yield from indented([_head(call, marks[call.phase], inner)], 2)
        yield from indented(_running(call, look.palette, look.width - _INSET - 3), _INSET + 2)
        if call.phase == "failed":
            yield from indented(wrapped(call.text, look.palette.text, look.width - _INSET - 3), _INSET + 2)
        elif call.phase == "asking" and call.view is not None:
            yield from indented(view_lines(call.view, look.palette, look.width - _INSET - 3), _INSET + 2)
