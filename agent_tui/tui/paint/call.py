"""How a call looks: one line, and what it gave once it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace
from rich.cells import cell_len
from textual.strip import Strip

from agent_tui.core.views import Diff, Screen
from agent_tui.tui.entries import ToolCall
from agent_tui.tui.paint.figures import seconds
from agent_tui.tui.paint.line import Piece, both, indented, strip, wrapped
from agent_tui.tui.paint.look import INSET, Look
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.paint.view import plain, view_lines

_TAIL_LINES = 5
_MOST_LINES = 1_000


def call_lines(call: ToolCall, look: Look) -> list[Strip]:
    """The lines of a call that runs alone."""
    mark = "●" if call.phase == "running" else "▾" if look.opened else "▸"
    lines = [head(call, mark, look)]
    width = look.width - INSET - 1
    if look.opened:
        lines += indented(body(call, look.palette, width, told=_told(call, look)), INSET)
    elif call.phase == "running" and call.tail.strip():
        lines += indented(_tail(call, _TAIL_LINES, look.palette, width), INSET)
    return [*lines, *indented(running_lines(call, look.palette, width), INSET)]


def head(call: ToolCall, mark: str, look: Look, name_width: int = 0) -> Strip:
    """The one line of a call, whose name has a column of `name_width` cells."""
    palette = look.palette
    pieces = [
        (f" {mark} ", palette.warn if call.phase == "asking" else palette.dim),
        (f"{call.name:<{name_width}}" if call.title else call.name, palette.text),
        (f"  {call.title}" if call.title else "", palette.text),
    ]
    summary = call.summary
    if not summary and call.phase != "failed" and isinstance(call.view, Diff):
        summary = f"+{call.view.added} −{call.view.removed}"
    if summary and look.width >= 50:
        pieces.append((f"    {summary}", palette.dim))
    return both(pieces, _outcome(call, look), look.width)


def _outcome(call: ToolCall, look: Look) -> list[Piece]:
    palette = look.palette
    time = f" {seconds(call.seconds)}" if call.seconds and look.width >= 40 else ""
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


def _told(call: ToolCall, look: Look) -> bool:
    """Whether the one line has the whole command."""
    if not isinstance(call.view, Screen) or call.title != call.view.command:
        return False
    said = cell_len(f" ▾ {call.name}  {call.title}  ")
    return said + sum(cell_len(text) for text, _ in _outcome(call, look)) <= look.width


def body(call: ToolCall, palette: Palette, width: int, *, told: bool = False) -> Iterator[Strip]:
    """What a call gave, or would do; without its command where that is `told` above."""
    if call.phase == "failed" and not isinstance(call.view, Screen):
        yield from wrapped(call.text, palette.text, width)
        return
    if call.phase == "running" and call.tail:
        yield from _tail(call, _MOST_LINES, palette, width)
        return
    view = replace(call.view, command="") if told and isinstance(call.view, Screen) else call.view
    lines = view_lines(view, palette, width) if view else plain(call.text.split("\n"), palette.dim, width)
    yield from islice(lines, _MOST_LINES)
    if next(lines, None) is not None:
        yield strip([(f"… only the first {_MOST_LINES:,} lines are shown here", palette.faint)], width)


def _tail(call: ToolCall, most: int, palette: Palette, width: int) -> Iterator[Strip]:
    """The last lines of a running call, and how many came before them."""
    lines = call.tail.rstrip("\n").split("\n")[-most:]
    above = call.printed + (not call.tail.endswith("\n")) - len(lines)
    if above > 0:
        yield strip([(f"… {above:,} line{'s' * (above != 1)} above", palette.faint)], width)
    yield from plain(lines, palette.dim, width)


def running_lines(call: ToolCall, palette: Palette, width: int) -> Iterator[Strip]:
    """The calls of a subagent that run under a call."""
    yield from (strip([("● ", palette.accent), (title, palette.text)], width) for title in call.running)
