"""What an opened call shows: one function for each kind of view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from rich.style import Style
from textual.strip import Strip

from agent_tui.core.sanitise import one_line, revealed, sanitise
from agent_tui.core.views import Diff, Listing, Matches, Paths, Questions, Screen, Text, Todo, Todos, View
from agent_tui.tui.paint.difference import diff_lines
from agent_tui.tui.paint.line import BLANK, strip, wrapped
from agent_tui.tui.paint.palette import Palette

_MARKS = {"pending": "○", "in_progress": "●", "done": "✓"}


def view_lines(view: View, palette: Palette, width: int) -> Iterator[Strip]:
    """The lines of `view`, each at most `width` cells."""
    match view:
        case Text():
            yield from _words(view, palette, width)
        case Diff():
            yield from diff_lines(view, palette, width)
        case Listing():
            yield from _listing(view, palette, width)
        case Matches():
            yield from _matches(view, palette, width)
        case Paths(names=names, more=more):
            yield from plain((one_line(name) for name in names), palette.dim, width)
            yield from _more(more, palette, width)
        case Screen():
            yield from _screen(view, palette, width)
        case Todos(items=items):
            yield from (todo_line(item, palette, width) for item in items)
        case Questions():
            yield from _questions(view, palette, width)
        case _:
            assert_never(view)


def _words(view: Text, palette: Palette, width: int) -> Iterator[Strip]:
    if view.text or not view.answer:
        yield from wrapped(sanitise(view.text), palette.dim, width)
    if view.text and view.answer:
        yield BLANK
    if view.answer:
        from agent_tui.tui.paint.flow import painted
        from agent_tui.tui.paint.markdown import Painter

        yield from painted(sanitise(view.answer), Painter(palette, width))


def plain(lines: Iterable[str], style: Style, width: int) -> Iterator[Strip]:
    """Lines that are cut, not wrapped."""
    for line in lines:
        yield strip([(line, style)], width)


def _more(count: int, palette: Palette, width: int) -> Iterator[Strip]:
    if count > 0:
        yield strip([(f"… {count:,} more", palette.faint)], width)


def todo_line(item: Todo, palette: Palette, width: int) -> Strip:
    """One line of a plan, with a mark for how far it is."""
    style = palette.text if item.state == "in_progress" else palette.dim
    return strip([(f"{_MARKS[item.state]} {one_line(item.text)}", style)], width)


def _listing(view: Listing, palette: Palette, width: int) -> Iterator[Strip]:
    lines = sanitise(view.text).split("\n")
    digits = len(str(view.first_line + len(lines)))
    for number, line in enumerate(lines, view.first_line):
        yield strip([(f"{number:>{digits}}  ", palette.faint), (line, palette.dim)], width)


def _matches(view: Matches, palette: Palette, width: int) -> Iterator[Strip]:
    path = ""
    for row in view.rows:
        if row.path != path:
            path = row.path
            yield strip([(one_line(path), palette.text)], width)
        yield strip([(f"{row.line:>6}  ", palette.faint), (sanitise(row.text).strip(), palette.dim)], width)
    yield from _more(view.total - len(view.rows), palette, width)


def _screen(view: Screen, palette: Palette, width: int) -> Iterator[Strip]:
    prompt = "$ "
    for line in wrapped(revealed(view.command), palette.text, width - len(prompt)) if view.command else ():
        yield Strip([*strip([(prompt, palette.accent)], width), *line])
        prompt = "  "
    if view.output:
        yield from wrapped(sanitise(view.output).rstrip("\n"), palette.dim, width)
    if view.stored:
        yield strip([(f"the whole output: {one_line(view.stored)}", palette.faint)], width)


def _questions(view: Questions, palette: Palette, width: int) -> Iterator[Strip]:
    for index, item in enumerate(view.items):
        yield from wrapped(sanitise(item.text), palette.text, width)
        if index < len(view.answers):
            yield strip([("› ", palette.accent), (one_line(view.answers[index]), palette.dim)], width)
