"""How calls that run side by side look: one line, and a line for each of them once it is opened."""

from __future__ import annotations

from collections.abc import Iterator

from textual.strip import Strip

from agent_tui.tui.entries import Batch, ToolCall
from agent_tui.tui.paint.call import body, head, running_lines
from agent_tui.tui.paint.figures import seconds
from agent_tui.tui.paint.line import Piece, both, indented
from agent_tui.tui.paint.look import INSET, Look

_NOUNS = {
    "read_file": "reads",
    "grep": "searches",
    "glob": "searches",
    "list_dir": "listings",
    "web_fetch": "fetches",
    "task": "tasks",
}


def batch_lines(batch: Batch, look: Look) -> tuple[list[Strip], list[int]]:
    """The lines of a batch, and which of them are the first of each call that shows."""
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
    heads: list[int] = []
    names_width = max((len(call.name) for call in batch.calls), default=0)
    for call in batch.calls if look.opened else ():
        heads.append(len(lines))
        lines += _member(call, look, names_width)
    return lines, heads


def _batch_outcome(batch: Batch, look: Look, asking: bool) -> list[Piece]:
    palette = look.palette
    if asking:
        return [("needs you ", palette.warn)]
    if batch.open:
        return [(f"{seconds(look.elapsed)} ", palette.dim)] if look.elapsed >= 1 else []
    failed = sum(call.phase in ("failed", "denied") for call in batch.calls)
    mark = (f"✗ {failed} failed" if look.width >= 60 else "✗", palette.bad) if failed else ("✓", palette.good)
    return [mark, (f" {seconds(batch.seconds)} ", palette.dim)]


def _member(call: ToolCall, look: Look, names_width: int) -> Iterator[Strip]:
    """A call among others, opened where it needs to be seen or the person turned it."""
    opened = (call.phase in ("failed", "asking")) != (call.key in look.turned)
    mark = "●" if call.phase == "running" else "▾" if opened else "▸"
    width = look.width - INSET - 3
    yield from indented([head(call, mark, Look(look.palette, look.width - 2), names_width)], 2)
    if opened:
        yield from indented(body(call, look.palette, width), INSET + 2)
    yield from indented(running_lines(call, look.palette, width), INSET + 2)
