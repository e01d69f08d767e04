"""Markdown as strips; imports Rich's renderer and Pygments, so it is itself imported on first use."""

from __future__ import annotations

import io

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.syntax import Syntax
from rich.text import Text
from rich.theme import Theme
from textual.strip import Strip

from agent_tui.core.sanitise import sanitise
from agent_tui.tui.paint.blocks import Block, Code, Prose
from agent_tui.tui.paint.line import extended, indented
from agent_tui.tui.paint.page import Page
from agent_tui.tui.paint.palette import Palette

_PROSE_WIDTH = 100


class Painter:
    """Paints blocks of markdown for one palette and width, `indent` cells from the left."""

    def __init__(self, palette: Palette, width: int, indent: int = 0) -> None:
        self._palette = palette
        self._indent = indent
        self._width = max(4, width)
        self._console = Console(
            file=io.StringIO(),
            width=self._width,
            color_system="truecolor",
            force_terminal=True,
            legacy_windows=False,
            theme=Theme(_styles(palette)),
            _environ={},
        )

    def block(self, block: Block) -> list[Strip]:
        """The strips of a block, without the blank line after it."""
        match block:
            case Prose(text=text):
                return self._prose(text)
            case Code():
                return self.code(block.text, block.language)

    def guess(self, block: Block) -> int:
        """How many lines a block may have, without painting it."""
        width = min(self._width, _PROSE_WIDTH)
        return sum(max(1, -(-len(line) // width)) for line in block.text.split("\n"))

    def code(self, text: str, language: str) -> list[Strip]:
        """Highlighted lines on their own ground."""
        return list(indented(self._highlighted(text, language, self._width - 2), 2 + self._indent))

    def _highlighted(self, text: str, language: str, width: int) -> list[Strip]:
        ground = self._palette.code_ground
        syntax = Syntax(text, language or "text", theme=self._palette.code_theme, background_color=ground, tab_size=4)
        shown: Text = syntax.highlight(text.expandtabs(4) + "\n")
        shown.right_crop(1)
        fill = Style(bgcolor=ground)
        lines: list[Strip] = []
        for line in shown.split("\n", allow_blank=True):
            for part in line.wrap(self._console, max(4, width - 1), no_wrap=False, tab_size=4):
                segments = [Segment(" ", fill), *part.render(self._console)]
                inked = (Segment(one.text, fill + (one.style or Style())) for one in segments if one.text)
                # A lexer takes the parts of a sign made of several for one each, and so would their widths be.
                own = Strip(list(Segment.simplify(inked)))
                lines.append(extended(own, width, fill))
        return lines

    def _prose(self, text: str) -> list[Strip]:
        page = Page(text, self._highlighted)
        options = self._console.options.update(width=self._width if page.wide else min(self._width, _PROSE_WIDTH))
        lines = self._console.render_lines(page, options, pad=False)
        # Character references such as `&#x202e;` are only now what they stand for.
        strips = [Strip([Segment(sanitise(one.text), one.style) for one in line]) for line in lines]
        while strips and not strips[-1].text.strip():
            strips.pop()
        while strips and not strips[0].text.strip():
            strips.pop(0)
        return list(indented(strips, self._indent))


def _styles(palette: Palette) -> dict[str, Style]:
    return {
        "markdown.paragraph": palette.text,
        "markdown.text": palette.text,
        "markdown.code": palette.code,
        "markdown.code_block": palette.text,
        "markdown.h1": palette.strong + Style(underline=True),
        "markdown.h2": palette.strong,
        "markdown.h3": palette.strong,
        "markdown.h4": palette.strong,
        "markdown.h5": palette.strong,
        "markdown.h6": palette.strong,
        "markdown.h7": palette.dim,
        "markdown.item.number": palette.dim,
        "markdown.block_quote": palette.dim,
        "markdown.hr": palette.faint,
        "markdown.u": Style(underline=True),
        "markdown.link_url": palette.dim,
        "markdown.table.border": palette.faint,
        "markdown.table.header": palette.strong,
        "markdown.table.name": palette.dim,
        "markdown.strong": palette.strong,
        "markdown.em": Style(italic=True),
        "markdown.s": Style(strike=True),
    }
