"""What stands at the side: context, cost, plan, edited files, jobs and tasks given away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.strip import Strip

from agent_tui.core.sanitise import one_line
from agent_tui.core.views import BackgroundJob
from agent_tui.core.window import Category
from agent_tui.tui.changes import by_file
from agent_tui.tui.entries import Batch, ToolCall
from agent_tui.tui.paint.figures import bar, money, short
from agent_tui.tui.paint.line import BLANK, Piece, both, strip
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.paint.view import todo_line
from agent_tui.tui.state import ViewState

_GAUGE = 8
"""Cells of a category's bar."""
_MOST = 12
"""Lines of one section at most."""
_TASK = "task"
"""The tool that gives a task away."""


def side_lines(state: ViewState, palette: Palette, width: int) -> Iterator[Strip]:
    """The sections that have something to say, a blank line between two."""
    sections = (
        _context(state, palette, width),
        _cost(state, palette, width),
        _plan(state, palette, width),
        _files(state, palette, width),
        _jobs(state, palette, width),
        _tasks(state, palette, width),
    )
    first = True
    for section in sections:
        for at, line in enumerate(_cut(section, palette, width)):
            if at == 0 and not first:
                yield BLANK
            first = False
            yield line


def _cut(lines: Iterable[Strip], palette: Palette, width: int) -> list[Strip]:
    """The lines of a section, the last of which says how many are left out."""
    shown = list(lines)
    if len(shown) <= _MOST:
        return shown
    return [*shown[: _MOST - 1], strip([(f"… {len(shown) - _MOST + 1} more", palette.faint)], width)]


def _head(title: str, figure: str, palette: Palette, width: int) -> Strip:
    right: list[Piece] = [(figure, palette.dim)] if figure else []
    return both([(title, palette.strong)], right, width)


def _context(state: ViewState, palette: Palette, width: int) -> Iterator[Strip]:
    used = short(state.context_tokens)
    if not state.window:
        yield _head("context", f"{used} tokens", palette, width)
    else:
        share = state.context_tokens / state.window
        yield _head("context", f"{share:.0%}  {used}/{short(state.window)}", palette, width)
        yield strip([(bar(share, width), palette.accent)], width)
    whole = sum(state.sizes.values())
    for category in Category:
        tokens = state.sizes.get(category, 0)
        if tokens:
            name: list[Piece] = [(f"{category:<8}  ", palette.dim), (bar(tokens / whole, _GAUGE), palette.dim)]
            yield both(name, [(f"{tokens:,}", palette.dim)], width)


def _cost(state: ViewState, palette: Palette, width: int) -> Iterator[Strip]:
    if not state.session.total_tokens:
        return
    yield _head("cost", money(state.session.cost, state.session.priced), palette, width)
    if state.turn.total_tokens:
        turn = f"{state.turn.total_tokens:,} ≈ {money(state.turn.cost, state.turn.priced)}"
        yield both([("this turn", palette.dim)], [(turn, palette.dim)], width)
    yield both([("session", palette.dim)], [(f"{state.session.total_tokens:,} tokens", palette.dim)], width)
    if state.session.cached_tokens:
        share = state.session.cached_tokens / max(1, state.session.input_tokens)
        yield both([("read from the cache", palette.dim)], [(f"{share:.0%}", palette.dim)], width)


def _plan(state: ViewState, palette: Palette, width: int) -> Iterator[Strip]:
    items = state.todos.items if state.todos else ()
    if items:
        done = sum(item.state == "done" for item in items)
        yield _head("plan", f"{done} of {len(items)} done", palette, width)
        yield from (todo_line(item, palette, width) for item in items)


def _files(state: ViewState, palette: Palette, width: int) -> Iterator[Strip]:
    files = by_file(state.changes)
    if files:
        yield _head("edited", f"{len(files)} file{'s' * (len(files) != 1)}", palette, width)
    for path, (added, removed) in files.items():
        figures: list[Piece] = [(f"+{added:,}", palette.good), (f" −{removed:,}", palette.bad)]
        room = width - 2 - sum(len(text) for text, _ in figures)
        yield both([(_end(one_line(path), room), palette.text)], figures, width)


def _end(path: str, width: int) -> str:
    """The end of `path`, which tells files apart."""
    return path if len(path) <= width else f"…{path[len(path) - width + 1 :]}"


def _jobs(state: ViewState, palette: Palette, width: int) -> Iterator[Strip]:
    if state.jobs:
        running = sum(job.running for job in state.jobs)
        yield _head("jobs", f"{running} running", palette, width)
    for job in sorted(state.jobs, key=lambda job: not job.running):
        yield _job(job, palette, width)


def _job(job: BackgroundJob, palette: Palette, width: int) -> Strip:
    if job.running:
        return strip([("● ", palette.accent), (f"{job.id}  {job.command}", palette.text)], width)
    mark = ("✓ ", palette.good) if job.exit_code == 0 else ("✗ ", palette.bad)
    return both([mark, (f"{job.id}  {job.command}", palette.dim)], [(f"exit {job.exit_code}", palette.dim)], width)


def _tasks(state: ViewState, palette: Palette, width: int) -> Iterator[Strip]:
    tasks = [call for call in _calls(state) if call.name == _TASK and call.phase in ("running", "asking")]
    if tasks:
        yield _head("agents", f"{len(tasks)} at work", palette, width)
    for call in tasks:
        yield strip([("● ", palette.accent), (call.title, palette.text)], width)
        if last := call.tail.rstrip().rpartition("\n")[2]:
            yield strip([(f"  {last}", palette.dim)], width)


def _calls(state: ViewState) -> Iterator[ToolCall]:
    """The calls of the turn that is under way."""
    for entry in state.entries[state.settled :]:
        if isinstance(entry, ToolCall):
            yield entry
        elif isinstance(entry, Batch):
            yield from entry.calls
