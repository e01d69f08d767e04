"""Tables of Markdown: in columns, or a line for each cell where columns have no room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from rich import box
from rich import markdown as rich
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_BETWEEN = 3
"""Cells between two columns."""
_WORD = 12
"""Cells of a word for which a column has to have room; a longer one may be broken."""


class Grid(rich.TableElement):
    """A table in which nothing is cut."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        cells = [row.cells for part in (self.header, self.body) for row in _rows(part)]
        texts = [[cell.content for cell in row] for row in cells]
        if not texts:
            return
        header, *rows = texts
        if _least(texts) <= options.max_width:
            yield _columns(header, [cell.justify for cell in cells[0]], rows)
        else:
            yield from _records(header, rows)


def _rows(part: rich.TableHeaderElement | rich.TableBodyElement | None) -> Sequence[rich.TableRowElement]:
    match part:
        case rich.TableHeaderElement(row=row) if row is not None:
            return [row]
        case rich.TableBodyElement(rows=rows):
            return rows
        case _:
            return []


def _least(rows: Sequence[Sequence[Text]]) -> int:
    """Cells that the columns need for their words."""
    widest = [max(min(_WORD, _longest(text)) for text in column) for column in zip(*rows, strict=False)]
    return sum(widest) + _BETWEEN * len(widest)


def _longest(text: Text) -> int:
    return max((Text(word).cell_len for word in text.plain.split()), default=0)


def _columns(header: Sequence[Text], justified: Sequence[str], rows: Sequence[Sequence[Text]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, style="markdown.table.border")
    for heading, side in zip(header, justified, strict=True):
        heading.stylize("markdown.table.header")
        table.add_column(heading, justify=cast("JustifyMethod", side), overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _records(header: Sequence[Text], rows: Sequence[Sequence[Text]]) -> Iterator[Text | Padding]:
    """Each row as lines under its first cell."""
    for at, (first, *others) in enumerate(rows):
        if at:
            yield Text("")
        yield Text.assemble(first, style="markdown.table.header")
        for heading, cell in zip(header[1:], others, strict=False):
            named = Text.assemble(heading, ": ", style="markdown.table.name")
            yield Padding(Text.assemble(named, cell), (0, 0, 0, 2))
