"""A text that grows, in pieces that are painted when they come into sight."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Sequence

from textual.strip import Strip

from agent_tui.tui.paint.blocks import Block, cut, last
from agent_tui.tui.paint.line import BLANK
from agent_tui.tui.paint.markdown import Painter
from agent_tui.tui.paint.pieces import pieces


class _Piece:
    """A block and the lines it has, guessed until it is painted."""

    __slots__ = ("block", "gap", "height", "painted")

    def __init__(self, block: Block, gap: int, height: int) -> None:
        self.block = block
        self.gap = gap
        """Blank lines before it, counted in `height`."""
        self.height = height
        self.painted = False


class Flow:
    """The lines of one reply."""

    def __init__(self, painter: Painter) -> None:
        self.lines: list[Strip] = []
        """Blank where nothing was painted yet."""
        self._painter = painter
        self._seen = ""
        self._rest = ""
        self._pieces: list[_Piece] = []
        self._tops: list[int] = []
        """Where each piece begins, its gap included."""
        self._final = 0
        """Pieces that no later text can change."""

    def take(self, text: str) -> int:
        """Bring the lines up to `text`; the first line that is no longer what it was."""
        if not text.startswith(self._seen):
            self._seen, self._rest, self._final = "", "", 0
        self._rest += text[len(self._seen) :]
        self._seen = text
        blocks, self._rest = cut(self._rest)
        done = list(pieces(blocks))
        fresh = [*done, *pieces(last(self._rest))]
        at = self._final
        self._final += len(done)
        kept = _alike(self._pieces[at:], fresh)
        first = self._cut(at + kept)
        for block in fresh[kept:]:
            self._add(block)
        return first

    def settle(self, first: int, end: int) -> int | None:
        """Paint what lies between two lines; by how much what was at `first` has moved down, None if nothing was."""
        moved: int | None = None
        at = max(0, bisect_right(self._tops, first) - 1)
        while at < len(self._pieces) and self._tops[at] < end + (moved or 0):
            piece = self._pieces[at]
            if not piece.painted:
                top, before = self._tops[at], piece.height
                self._paint(piece, top)
                grown = piece.height - before
                for below in range(at + 1, len(self._tops) if grown else 0):
                    self._tops[below] += grown
                moved = (moved or 0) + (grown if top < first + (moved or 0) else 0)
            at += 1
        return moved

    def _paint(self, piece: _Piece, top: int) -> None:
        """Put the lines of a piece in the place of those that were guessed."""
        painted = [BLANK] * piece.gap + self._painter.block(piece.block)
        self.lines[top : top + piece.height] = painted
        piece.height = len(painted)
        piece.painted = True

    def _cut(self, at: int) -> int:
        """Forget the pieces from `at` on; the line where they began."""
        top = self._tops[at] if at < len(self._tops) else len(self.lines)
        del self._pieces[at:], self._tops[at:], self.lines[top:]
        return top

    def _add(self, block: Block) -> None:
        above = self._pieces[-1].block if self._pieces else None
        gap = 0 if above is None or above.goes_on else 1
        piece = _Piece(block, gap, gap + self._painter.guess(block))
        self._pieces.append(piece)
        self._tops.append(len(self.lines))
        self.lines.extend([BLANK] * piece.height)


def painted(text: str, painter: Painter) -> Sequence[Strip]:
    """All lines of a text that no longer grows."""
    flow = Flow(painter)
    flow.take(text)
    flow.settle(0, sys.maxsize)
    return flow.lines


def _alike(old: Sequence[_Piece], new: Sequence[Block]) -> int:
    """How many of `old` are what `new` begins with."""
    count = 0
    for piece, block in zip(old, new, strict=False):
        if piece.block != block:
            break
        count += 1
    return count
