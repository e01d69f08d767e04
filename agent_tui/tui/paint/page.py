"""Markdown drawn by Rich, in the app's look: code on its own ground, quiet quotes, numbers and boxes in a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, cast

from markdown_it.token import Token
from rich import markdown as rich
from rich.console import Console, ConsoleOptions, RenderResult
from rich.rule import Rule
from rich.segment import Segment
from textual.strip import Strip

from agent_tui.tui.paint.grid import Grid
from agent_tui.tui.paint.tokens import DONE, LINKED, OPEN, URL, tokens

PaintCode = Callable[[str, str, int], Iterable[Strip]]
"""Lines for a code, its language and a width."""

_BULLETS = {"": " • ", DONE: " ☑  ", OPEN: " ☐  "}
_NARROW = 24
"""Cells under which the marks of a list take no more than they need."""
_DIGITS = 2
"""Of a list's numbers, for which there always is room: what stands there stays when the tenth comes."""


class Page(rich.Markdown):
    """A text whose code is painted by `paint_code`."""

    elements: ClassVar = {}
    inlines = rich.Markdown.inlines | {LINKED, URL}

    def __init__(self, text: str, paint_code: PaintCode) -> None:
        super().__init__("", hyperlinks=False)
        self.parsed = tokens(text)
        self.paint_code = paint_code
        self.wide = bool(self.parsed) and self.parsed[0].type == "table_open"
        """Whether it takes more width than is good for reading."""


class _Heading(rich.Heading):
    """A heading without a frame, at the left edge."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


class _Code(rich.TextElement):
    """Code that stands in a list or a quote, or that is only indented."""

    style_name = "markdown.code_block"

    def __init__(self, language: str, paint: PaintCode) -> None:
        self._language = language
        self._paint = paint

    @classmethod
    def create(cls, markdown: rich.Markdown, token: Token) -> _Code:
        return cls(token.info.partition(" ")[0], cast("Page", markdown).paint_code)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._paint(self.text.plain.rstrip("\n"), self._language, options.max_width):
            yield from line
            yield Segment.line()


class _Blocks(rich.MarkdownElement):
    """What holds blocks, with a blank line where one ends that is not a line among others."""

    def __init__(self) -> None:
        self._blocks: list[rich.MarkdownElement] = []

    def on_child_close(self, context: rich.MarkdownContext, child: rich.MarkdownElement) -> bool:
        self._blocks.append(child)
        return False

    def _lines(self, console: Console, options: ConsoleOptions, width: int) -> list[list[Segment]]:
        within = options.update(width=max(1, width), height=None)
        lines: list[list[Segment]] = []
        above: rich.MarkdownElement | None = None
        for block in self._blocks:
            listed = isinstance(above, rich.Paragraph) and isinstance(block, _List)
            lines += [[]] if above is not None and not listed else []
            lines += console.render_lines(block, within, pad=False)
            above = block
        return lines or [[]]


class _Quote(_Blocks):
    def on_enter(self, context: rich.MarkdownContext) -> None:
        context.enter_style("markdown.block_quote")

    def on_leave(self, context: rich.MarkdownContext) -> None:
        context.leave_style()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar = Segment("│ ", console.get_style("markdown.hr"))
        for line in self._lines(console, options, options.max_width - 2):
            yield bar
            yield from line
            yield Segment.line()


class _Item(_Blocks):
    def __init__(self, task: str) -> None:
        super().__init__()
        self.task = task

    @classmethod
    def create(cls, markdown: rich.Markdown, token: Token) -> _Item:
        return cls(token.meta.get("task", ""))

    @property
    def roomy(self) -> bool:
        """Whether it holds more than a line and what is listed under it."""
        return any(not isinstance(block, _List) for block in self._blocks[1:])

    def marked(self, mark: Segment, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines of the item beside its mark."""
        if options.max_width < _NARROW and not self.task:
            mark = Segment(f"{mark.text.strip()} ", mark.style)
        size = mark.cell_length
        for at, line in enumerate(self._lines(console, options, options.max_width - size)):
            yield Segment(" " * size) if at else mark
            yield from line
            yield Segment.line()


class _List(rich.MarkdownElement):
    def __init__(self, first: int | None) -> None:
        self._first = first
        """The first item's number, where they have numbers."""
        self._items: list[_Item] = []

    @classmethod
    def create(cls, markdown: rich.Markdown, token: Token) -> _List:
        return cls(int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None)

    def on_child_close(self, context: rich.MarkdownContext, child: rich.MarkdownElement) -> bool:
        self._items.append(cast("_Item", child))
        return False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = console.get_style("markdown.item.number")
        above: _Item | None = None
        for item, mark in zip(self._items, self._marks(), strict=True):
            if above is not None and (above.roomy or item.roomy):
                yield Segment.line()
            yield from item.marked(Segment(mark, style), console, options)
            above = item

    def _marks(self) -> Sequence[str]:
        if self._first is None:
            return [_BULLETS[item.task] for item in self._items]
        digits = max(_DIGITS, len(str(self._first + len(self._items) - 1)))
        boxes = [_BULLETS[item.task] if item.task else " " for item in self._items]
        return [f"{number:>{digits}}.{box}" for number, box in enumerate(boxes, self._first)]


class _Line(rich.MarkdownElement):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Rule(style="markdown.hr")


Page.elements = rich.Markdown.elements | {
    "heading_open": _Heading,
    "fence": _Code,
    "code_block": _Code,
    "blockquote_open": _Quote,
    "hr": _Line,
    "table_open": Grid,
    "bullet_list_open": _List,
    "ordered_list_open": _List,
    "list_item_open": _Item,
}
