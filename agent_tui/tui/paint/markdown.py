"""Markdown as strips; imports Rich's renderer and Pygments, so it is itself imported on first use."""

from __future__ import annotations

import io
from typing import ClassVar

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Heading, Markdown
from rich.segment import Segment
from rich.style import Style
from rich.syntax import Syntax
from rich.text import Text
from rich.theme import Theme
from textual.strip import Strip

from agent_tui.core.sanitise import sanitise
from agent_tui.tui.paint.blocks import Block, Code, Prose, cut, last
from agent_tui.tui.paint.line import BLANK, extended, indented
from agent_tui.tui.paint.palette import Palette

_PROSE_WIDTH = 100
_CHUNK = 40
"""Lines of an unfinished block of code that are painted together."""


class _LeftHeading(Heading):
    """A heading without a frame, at the left edge."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        text = self.text
        text.justify = "left"
        yield text


class _Markdown(Markdown):
    elements: ClassVar = {**Markdown.elements, "heading_open": _LeftHeading}


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

    def code(self, text: str, language: str) -> list[Strip]:
        """Highlighted lines on their own ground."""
        ground = self._palette.code_ground
        width = self._width - 2
        syntax = Syntax(text, language or "text", theme=self._palette.code_theme, background_color=ground, tab_size=4)
        shown: Text = syntax.highlight(text.expandtabs(4))
        shown.rstrip()
        fill = Style(bgcolor=ground)
        lines: list[Strip] = []
        for line in shown.split("\n", allow_blank=True):
            for part in line.wrap(self._console, max(4, width - 1), no_wrap=False, tab_size=4):
                segments = [Segment(" ", fill), *part.render(self._console)]
                inked = (Segment(one.text, fill + (one.style or Style())) for one in segments if one.text)
                # A lexer takes the parts of a sign made of several for one each, and so would their widths be.
                own = Strip(list(Segment.simplify(inked)))
                lines.append(extended(own, width, fill))
        return list(indented(lines, 2 + self._indent))

    def _prose(self, text: str) -> list[Strip]:
        markdown = _Markdown(text, code_theme=self._palette.code_theme, hyperlinks=False)
        options = self._console.options.update(width=min(self._width, _PROSE_WIDTH))
        lines = self._console.render_lines(markdown, options, pad=False)
        # Character references such as `&#x202e;` are only now what they stand for.
        strips = [Strip([Segment(sanitise(one.text), one.style) for one in line]) for line in lines]
        while strips and not strips[-1].text.strip():
            strips.pop()
        while strips and not strips[0].text.strip():
            strips.pop(0)
        return list(indented(strips, self._indent))


class Flow:
    """One text that grows: finished blocks are painted once, only the open rest again."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter
        self._seen = ""
        self._rest = ""
        self._done: list[Strip] = []
        self._chunks: dict[tuple[str, str], list[Strip]] = {}

    def strips(self, text: str, closed: bool) -> list[Strip]:
        """The strips of `text`. With `closed` nothing more comes."""
        if not text.startswith(self._seen):
            self._seen, self._rest, self._done = "", "", []
        self._rest += text[len(self._seen) :]
        self._seen = text
        blocks, self._rest = cut(self._rest)
        for block in blocks:
            self._join(self._done, self._painter.block(block))
            self._chunks.clear()
        shown = list(self._done)
        for block in last(self._rest):
            open_code = isinstance(block, Code) and not block.closed and not closed
            self._join(shown, self._growing(block) if open_code else self._painter.block(block))
        return shown

    def _growing(self, block: Block) -> list[Strip]:
        """An open block of code, in chunks that are each painted once."""
        if not isinstance(block, Code):
            return self._painter.block(block)
        lines = block.text.split("\n")
        shown: list[Strip] = []
        for at in range(0, len(lines), _CHUNK):
            key = ("\n".join(lines[at : at + _CHUNK]), block.language)
            if key not in self._chunks:
                painted = self._painter.code(*key)
                if at + _CHUNK >= len(lines):
                    shown.extend(painted)
                    break
                self._chunks[key] = painted
            shown.extend(self._chunks[key])
        return shown

    @staticmethod
    def _join(lines: list[Strip], more: list[Strip]) -> None:
        if lines and more:
            lines.append(BLANK)
        lines.extend(more)


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
        "markdown.item": palette.text,
        "markdown.item.bullet": palette.dim,
        "markdown.item.number": palette.dim,
        "markdown.block_quote": palette.dim,
        "markdown.hr": palette.faint,
        "markdown.link": palette.text + Style(underline=True),
        "markdown.link_url": palette.dim,
        "markdown.table.border": palette.faint,
        "markdown.table.header": palette.strong,
        "markdown.strong": palette.strong,
        "markdown.em": Style(italic=True),
        "markdown.s": Style(strike=True),
    }
