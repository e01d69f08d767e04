"""The transcript as one tall column of cells: painted where it is looked at, estimated elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from textual.strip import Strip

from agent_tui.tui.browsing import WHOLE, Spot
from agent_tui.tui.entries import Batch, Entry, Reply, ToolCall
from agent_tui.tui.paint.batch import batch_lines
from agent_tui.tui.paint.entry import card, draw, opens, running
from agent_tui.tui.paint.found import columns
from agent_tui.tui.paint.line import BLANK
from agent_tui.tui.paint.look import GUTTER, Look
from agent_tui.tui.paint.palette import Palette

if TYPE_CHECKING:
    from agent_tui.tui.paint.flow import Flow
    from agent_tui.tui.paint.markdown import Painter

_KEPT = 400
"""Rows that stay painted once they were looked at."""


class Row:
    """An entry's place in the column."""

    __slots__ = ("chosen", "entry", "flow", "gap", "heads", "height", "since", "strips", "turned")

    def __init__(self, entry: Entry, gap: int, since: float) -> None:
        self.entry = entry
        self.gap = gap
        """Blank lines before it, counted in `height` and `strips`."""
        self.since = since
        """When it was first seen, or began to run, on the column's clock."""
        self.chosen: bool | None = None
        """Open or folded, where the person chose."""
        self.turned: frozenset[int] = frozenset()
        """The calls of a batch that the person opened or folded."""
        self.heads: Sequence[int] = ()
        """The lines, after the gap, on which the calls of an opened batch begin."""
        self.strips: list[Strip] | None = None
        self.height = 0
        self.flow: Flow | None = None
        """The lines of a reply, some of which may be painted only later."""


class Column:
    """Rows with their heights and where each begins, counted from the top."""

    def __init__(self, palette: Palette, width: int, clock: Callable[[], float], thoughts: bool = False) -> None:
        self._palette = palette
        self._width = width
        self._clock = clock
        self._thoughts = thoughts
        self._rows: list[Row] = []
        self._tops: list[int] = [0]
        self._painter: Painter | None = None
        self._painted: deque[Row] = deque()
        """Rows with strips, the one painted first at the front; some may have lost theirs."""

    @property
    def height(self) -> int:
        return self._tops[-1]

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    def another(self, entries: Sequence[Entry]) -> Column:
        """One that shows `entries` as this one would; may be made in any thread."""
        column = Column(self._palette, self._width, self._clock, self._thoughts)
        column.sync(entries, 0)
        return column

    def sync(self, entries: Sequence[Entry], since: int) -> int:
        """Take over `entries`, of which those before `since` are as they were; return the first line that changed."""
        since = min(since, len(self._rows), len(entries))
        if since and self._rows[since - 1].entry.key != entries[since - 1].key:
            since = 0
        dirty = self.height
        for index, entry in enumerate(entries[since:], since):
            changed = self._take(entry, index)
            if changed is not None:
                dirty = min(dirty, self._tops[index] + changed)
                self._move(index)
        if len(self._rows) > len(entries):
            del self._rows[len(entries) :]
            del self._tops[len(entries) + 1 :]
            dirty = min(dirty, self.height)
        return dirty

    def look(self, palette: Palette, width: int, thoughts: bool) -> None:
        """Draw in another way from now on."""
        if (palette, width, thoughts) == (self._palette, self._width, self._thoughts):
            return
        self._palette, self._width, self._thoughts = palette, width, thoughts
        self._painter = None
        for index, row in enumerate(self._rows):
            row.strips = row.flow = None
            row.gap = self._gap(index, row.entry)
            row.height = self._estimate(row)
        self._tops = [0, *accumulate(row.height for row in self._rows)]

    def settle(self, top: int, height: int) -> int:
        """Paint what lies in `height` lines from `top`; return by how much what was at `top` has moved down."""
        shift = 0
        while True:
            first, end = self._between(top + shift, top + shift + height)
            settled = True
            for index in reversed(range(first, end)):
                moved = self._settle(index, top + shift, top + shift + height)
                if moved is not None:
                    settled = False
                    shift += moved
            if settled:
                self._forget_all_but(first, end)
                return shift

    def line(self, y: int) -> Strip:
        """The strip at line `y`; blank where there is none."""
        if not 0 <= y < self.height:
            return BLANK
        index = self._index(y)
        row = self._rows[index]
        offset = y - self._tops[index]
        return row.strips[offset] if row.strips is not None and offset < len(row.strips) else BLANK

    def card_at(self, y: int) -> Spot | None:
        """The card, or the call in it, whose first line is line `y`."""
        if not 0 <= y < self.height:
            return None
        index = self._index(y)
        row = self._rows[index]
        line = y - self._tops[index] - row.gap
        if line in row.heads:
            return index, row.heads.index(line)
        return (index, WHOLE) if card(row.entry) and line == 0 else None

    def newest_card(self) -> int | None:
        """The index of the last entry that opens."""
        return next((index for index in reversed(range(len(self._rows))) if card(self._rows[index].entry)), None)

    def toggle(self, index: int, call: int = WHOLE) -> None:
        """Open what is folded and fold what is open: a card, or one call of a batch."""
        row = self._rows[index]
        if isinstance(row.entry, Batch) and call != WHOLE:
            row.turned ^= {row.entry.calls[call].key}
        else:
            row.chosen = not self._opened(row)
        self._paint(row)
        self._move(index)
        if index + 1 < len(self._rows):
            below = self._rows[index + 1]
            gap = self._gap(index + 1, below.entry)
            below.height += gap - below.gap
            below.gap, below.strips, below.flow = gap, None, None
            self._move(index + 1)

    def top(self, index: int, call: int = WHOLE) -> int:
        """The first line of the entry at `index`, after the blank ones before it, or of one call of it."""
        row = self._rows[index]
        within = row.heads[call] if 0 <= call < len(row.heads) else 0
        return self._tops[index] + row.gap + within

    def calls(self, index: int) -> int:
        """How many calls of the entry at `index` have a line of their own now."""
        return len(self._rows[index].heads)

    def at(self, y: int) -> int:
        """The index of the entry at line `y`."""
        return max(0, self._index(min(max(0, y), max(0, self.height - 1))))

    def opened(self, index: int) -> bool:
        """Whether the card at `index` shows what it holds."""
        return self._opened(self._rows[index])

    def places(self, index: int, words: str) -> list[tuple[int, int]]:
        """Line and column of each place where `words` stand in the entry at `index`, which is painted for it."""
        self._settle(index, 0, self.height)
        row = self._rows[index]
        top = self._tops[index]
        return [(top + y, x) for y, line in enumerate(row.strips or ()) for x in columns(line.text, words)]

    def tick(self) -> int | None:
        """Paint what shows its running time again; return the first line of it."""
        first: int | None = None
        for index in range(max(0, len(self._rows) - 20), len(self._rows)):
            row = self._rows[index]
            if row.strips is not None and running(row.entry):
                self._paint(row)
                self._move(index)
                first = self._tops[index] if first is None else first
        return first

    def _take(self, entry: Entry, index: int) -> int | None:
        """Put an entry in its row; return the first of the row's lines that changed."""
        gap = self._gap(index, entry)
        if index == len(self._rows):
            row = Row(entry, gap, self._clock())
            row.height = self._estimate(row)
            self._rows.append(row)
            self._tops.append(self._tops[-1] + row.height)
            return 0
        row = self._rows[index]
        if row.entry is entry and row.gap == gap:
            return None
        if row.entry.key != entry.key:
            self._rows[index] = row = Row(entry, gap, self._clock())
            row.height = self._estimate(row)
            return 0
        if _began_to_run(row.entry, entry):
            row.since = self._clock()
        moved = row.gap != gap
        row.entry, row.gap = entry, gap
        old = row.strips
        if old is None:
            row.height = self._estimate(row)
            return 0
        if isinstance(entry, Reply):
            first = self._read(row, entry)
            return 0 if moved else gap + first
        self._paint(row)
        return _first_difference(old, row.strips or ())

    def _gap(self, index: int, entry: Entry) -> int:
        """Blank lines before an entry: none at the top and between folded cards."""
        if index == 0:
            return 0
        above = self._rows[index - 1]
        return 0 if card(entry) and card(above.entry) and not self._opened(above) else 1

    def _opened(self, row: Row) -> bool:
        return opens(row.entry, self._thoughts) if row.chosen is None else row.chosen

    def _settle(self, index: int, top: int, bottom: int) -> int | None:
        """Paint what of an entry lies between two lines; by how much what was at `top` moved, None if all was there."""
        row = self._rows[index]
        start, before = self._tops[index], row.height
        moved: int | None = None
        if row.strips is None:
            if isinstance(row.entry, Reply):
                self._read(row, row.entry)
            else:
                self._paint(row)
            moved = row.height - before if start < top else 0
        if row.flow is not None:
            above = start + row.gap - (moved or 0)
            down = row.flow.settle(top - above, bottom - above)
            if down is not None:
                self._hold(row, row.flow.lines)
                moved = (moved or 0) + down
        if row.height != before:
            self._move(index)
        return moved

    def _paint(self, row: Row) -> None:
        look = Look(self._palette, self._width, self._opened(row), self._clock() - row.since, row.turned)
        if isinstance(row.entry, Batch):
            lines, row.heads = batch_lines(row.entry, look)
        else:
            lines = draw(row.entry, look)
        self._hold(row, lines)

    def _read(self, row: Row, reply: Reply) -> int:
        """Bring the lines of a reply up to its text, without painting any; the first that changed."""
        from agent_tui.tui.paint.flow import Flow
        from agent_tui.tui.paint.markdown import Painter

        if row.flow is None:
            if self._painter is None:
                self._painter = Painter(self._palette, self._width - GUTTER - 1, GUTTER)
            row.flow = Flow(self._painter)
        first = row.flow.take(reply.text)
        self._hold(row, row.flow.lines)
        return first

    def _hold(self, row: Row, lines: Sequence[Strip]) -> None:
        if row.strips is None:
            self._painted.append(row)
        row.strips = [BLANK] * row.gap + list(lines)
        row.height = len(row.strips)

    def _estimate(self, row: Row) -> int:
        """A guess at the height, without painting."""
        entry = row.entry
        if card(entry):
            return row.gap + 1
        text = getattr(entry, "text", "")
        return row.gap + max(1, text.count("\n") + len(text) // max(1, self._width))

    def _forget_all_but(self, first: int, end: int) -> None:
        """Keep the strips of few rows, those from `first` to `end` among them; heights stay known."""
        seen = set(map(id, self._rows[first:end]))
        for _ in range(len(self._painted) - _KEPT):
            row = self._painted.popleft()
            if id(row) in seen:
                self._painted.append(row)
            else:
                row.strips = row.flow = None

    def _move(self, index: int) -> None:
        """Count anew where the rows after `index` begin."""
        top = self._tops[index]
        for at in range(index, len(self._rows)):
            top += self._rows[at].height
            if self._tops[at + 1] == top and at > index:
                return
            self._tops[at + 1] = top

    def _index(self, y: int) -> int:
        return min(len(self._rows), bisect_right(self._tops, y)) - 1

    def _between(self, top: int, bottom: int) -> tuple[int, int]:
        if not self._rows or bottom <= 0 or top >= self.height:
            return 0, 0
        return self._index(max(0, top)), min(len(self._rows), self._index(min(bottom, self.height) - 1) + 1)


def _began_to_run(before: Entry, after: Entry) -> bool:
    """Whether a call runs now that the person was asked about."""
    return (
        isinstance(before, ToolCall)
        and isinstance(after, ToolCall)
        and (before.phase, after.phase) == ("asking", "running")
    )


def _first_difference(old: Sequence[Strip], new: Sequence[Strip]) -> int:
    """The first line in which two paintings differ."""
    # A call for each line would cost more than the painting where the text is long.
    for at, (before, after) in enumerate(zip(old, new, strict=False)):
        if before is not after and before != after:
            return at
    return min(len(old), len(new))
