"""How a question to the person looks: what it is about above, what can be answered below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from textual.strip import Strip

from agent_tui.core.events import Asked
from agent_tui.core.sanitise import one_line, revealed, sanitise
from agent_tui.core.views import Question, Screen
from agent_tui.tui.approval import Choice
from agent_tui.tui.paint.exact import exact_lines
from agent_tui.tui.paint.line import Piece, indented, strip, wrapped
from agent_tui.tui.paint.palette import Palette

_NARROW = 40


def approval_lines(asked: Asked, palette: Palette, width: int) -> Iterator[Strip]:
    """Why it is asked, the rules that a lasting yes adds, and the whole command."""
    room = width - 2
    if asked.reason:
        yield from indented(wrapped(sanitise(asked.reason), palette.dim, room), 1)
    head = " a lasting yes adds  "
    for rule in asked.offer:
        first, *rest = wrapped(revealed(rule), palette.accent, room - len(head))
        yield Strip([*strip([(head, palette.dim)], width), *first])
        yield from indented(rest, len(head))
        head = " " * len(head)
    if isinstance(asked.view, Screen):
        yield from _command_lines(asked.view, palette, width)


def short_lines(asked: Asked, about: str, palette: Palette, width: int) -> Iterator[Strip]:
    """The whole command, or in a line what it is about, where there is no room for more."""
    if isinstance(asked.view, Screen):
        yield from _command_lines(asked.view, palette, width)
    else:
        yield strip([(f" {about}", palette.strong)], width)


def _command_lines(screen: Screen, palette: Palette, width: int) -> Iterator[Strip]:
    prompt = " $ "
    for line in exact_lines(screen.command, palette, width - 2 - len(prompt)):
        yield Strip([*strip([(prompt, palette.accent)], width), *line])
        prompt = "   "


def choice_lines(choices: Sequence[Choice], at: int, palette: Palette, width: int) -> list[Strip]:
    """The choices in one line where they fit in some wording, else in several; the one at `at` is marked."""
    gap = 3 if width >= _NARROW else 1
    for level in range(3):
        items = [_item(choice, level, index == at, palette, gap) for index, choice in enumerate(choices)]
        rows = _rows(items, width)
        if len(rows) == 1:
            break
    return [strip(row, width) for row in rows]


def _item(choice: Choice, level: int, marked: bool, palette: Palette, gap: int) -> list[Piece]:
    mark = (" › " if gap == 3 else "›") if marked else " " * gap
    words = (choice.words[level], palette.strong if marked else palette.text)
    return [(mark, palette.accent), words, (f" {choice.shown or choice.key}", palette.accent)]


def _rows(items: Sequence[list[Piece]], width: int) -> list[list[Piece]]:
    rows: list[list[Piece]] = [[]]
    room = width
    for item in items:
        size = sum(cell_len(text) for text, _ in item)
        if size > room and rows[-1]:
            rows.append([])
            room = width
        rows[-1] += item
        room -= size
    return rows


def question_lines(question: Question, number: str, palette: Palette, width: int) -> list[Strip]:
    """The question itself; `number` says which of how many it is."""
    head = f"{number}  " if number else ""
    return list(indented(wrapped(head + sanitise(question.text), palette.text, width - 2), 1))


def option_lines(question: Question, at: int, ticked: set[int], palette: Palette, width: int) -> list[Strip]:
    """The ready answers, each with its key, and how else to answer."""
    lines = []
    for index, option in enumerate(question.options):
        marked = index == at
        tick = ("[x] " if index in ticked else "[ ] ") if question.several else ""
        style = palette.strong if marked else palette.text
        mark = strip([(" › " if marked else "   ", palette.accent), (f"{index + 1} ", palette.accent)], width)
        first, *rest = wrapped(tick + one_line(option, 1_000), style, width - mark.cell_length)
        lines += [Strip([*mark, *first]), *indented(rest, mark.cell_length)]
    lines.append(strip([(f"   {_how(question)}", palette.dim)], width))
    return lines


def _how(question: Question) -> str:
    if not question.options:
        return "write your answer"
    how = "space ticks, enter answers" if question.several else "enter chooses"
    return f"{how}, or write an answer of your own"
