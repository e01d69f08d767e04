"""Sends the terminal only what changed: unchanged pieces are left out, and moved lines are scrolled.

Textual sends a widget's whole region when it is refreshed. While an answer streams that is nearly the whole screen for
each new line, of which the terminal already has all but one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.console import Console
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

from agent_tui.tui.pinned import pinned, spills

_FEWEST_MOVED = 4
"""Lines that must have moved together before scrolling is worth it."""
_FARTHEST = 12
"""Lines by which a scroll is looked for."""

_Row = dict[int, tuple[int, str]]
"""What stands in a line of the terminal: by first column, the column after the last one and the rendered text."""


class Frames:
    """Remembers what the terminal shows."""

    def __init__(self, width: int = 0) -> None:
        """`width` in columns; nothing is scrolled while it is 0."""
        self._rows: dict[int, _Row] = {}
        self._width = width

    def forget(self, width: int | None = None) -> None:
        """Send everything the next time: the terminal may show anything, and have another `width`."""
        self._rows.clear()
        self._width = self._width if width is None else width

    def lessened(self, update: CompositorUpdate) -> CompositorUpdate:
        """`update` without what the terminal shows already."""
        return _Lessened(self, update)

    def sequences(self, update: CompositorUpdate, console: Console) -> str:
        """What is to be written for `update`."""
        wanted: dict[int, _Row] = {}
        match update:
            case LayoutUpdate():
                for y, line in enumerate(update.strips, update.region.y):
                    wanted[y] = _side_by_side(line, update.region.x, console)
            case ChopsUpdate():
                for y, first, last in update.spans:
                    wanted.setdefault(y, {}).update(_pieces(update, y, first, last, console))
            case _:
                self.forget()
                return update.render_segments(console)
        return self._scrolled(wanted) + "".join(self._changed(wanted))

    def _put(self, y: int, pieces: _Row) -> None:
        """Note that `pieces` are in line `y` now, over what was there."""
        self._rows[y] = _over(self._rows.get(y, {}), pieces)

    def _changed(self, wanted: Mapping[int, _Row]) -> Iterator[str]:
        for y, pieces in wanted.items():
            row = self._rows.get(y, {})
            news = {x: piece for x, piece in pieces.items() if row.get(x) != piece}
            self._put(y, news)
            for end, text in list(news.values()):
                if spills(text) and end in self._rows[y]:
                    news[end] = self._rows[y][end]
            for x, (_, text) in sorted(news.items()):
                yield f"\x1b[{y + 1};{x + 1}H{text}"

    def _scrolled(self, wanted: dict[int, _Row]) -> str:
        """Scroll lines that only moved up, where there are enough of them; `wanted` gains what must stay in place."""
        lines = _longest_run(wanted)
        by = self._moved_by({y: wanted[y] for y in lines})
        if not by:
            return ""
        whole = {y: _over(self._rows.get(y, {}), wanted[y]) for y in lines}
        if any(sum(end - x for x, (end, _) in row.items()) != self._width for row in whole.values()):
            # Something else stands in these lines that would be moved, and is not known well enough to be put back.
            return ""
        wanted.update(whole)
        for y in lines:
            self._rows[y] = self._rows.get(y + by, {}) if y + by in lines else {}
        # A line feed at the lower margin scrolls the region everywhere; the commands for it do not work everywhere.
        return f"\x1b[{lines.start + 1};{lines.stop}r\x1b[{lines.stop};1H" + "\n" * by + "\x1b[r"

    def _moved_by(self, wanted: Mapping[int, _Row]) -> int:
        """By how many lines most of `wanted` have moved up; 0 where they have not."""
        lines = {y: pieces[min(pieces)] for y, pieces in wanted.items() if pieces}
        shown = {y: row[min(row)] for y in lines if (row := self._rows.get(y))}
        best, most = 0, max(_FEWEST_MOVED, sum(shown.get(y) == line for y, line in lines.items()))
        for by in range(1, min(_FARTHEST, len(lines))):
            moved = sum(shown.get(y + by) == line for y, line in lines.items())
            if moved > most:
                best, most = by, moved
        return best


def _longest_run(lines: Iterable[int]) -> range:
    """The most lines that lie together."""
    best = run = range(0)
    for y in sorted(lines):
        run = range(run.start, y + 1) if y == run.stop and run else range(y, y + 1)
        best = max(best, run, key=len)
    return best


class _Lessened(CompositorUpdate):
    """An update that writes only what the terminal does not show."""

    def __init__(self, frames: Frames, update: CompositorUpdate) -> None:
        self._frames = frames
        self._update = update

    def render_segments(self, console: Console) -> str:
        return self._frames.sequences(self._update, console)


def _over(row: _Row, pieces: _Row) -> _Row:
    """`row` after `pieces` were written over it."""
    left = {
        x: (end, text)
        for x, (end, text) in row.items()
        if not any(x < other_end and other_x < end for other_x, (other_end, _) in pieces.items())
    }
    return {**left, **pieces}


def _side_by_side(line: Iterable[Strip], x: int, console: Console) -> _Row:
    row: _Row = {}
    for strip in line:
        end = x + strip.cell_length
        if end > x:
            row[x] = (end, pinned(strip, x).render(console))
        x = end
    return row


def _pieces(update: ChopsUpdate, y: int, first: int, last: int, console: Console) -> _Row:
    """The pieces of a line that reach into a span, cut at its end."""
    row: _Row = {}
    for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
        if strip is not None and x < last and end > first:
            stop = min(end, last)
            row[x] = (stop, pinned(strip.crop(0, stop - x), x).render(console))
    return row
