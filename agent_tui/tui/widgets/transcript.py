"""The whole talk in one widget: cost does not grow with its length."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from agent_tui.core.views import View
from agent_tui.tui.browsing import WHOLE, Spot, beyond, calls_of, text_of, unseen
from agent_tui.tui.entries import Entry, Said
from agent_tui.tui.paint.ahead import prepared, takes_long
from agent_tui.tui.paint.entry import card, running
from agent_tui.tui.paint.found import emphasised
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.paint.welcome import welcome
from agent_tui.tui.search import Hit
from agent_tui.tui.settings import Settings
from agent_tui.tui.state import ViewState
from agent_tui.tui.widgets.column import Column

_ROOMY = 60
"""Columns from which on there is room to name a key."""
_HERE = Style(reverse=True)
"""The place that is looked at."""


class Place(Struct, frozen=True):
    """What is at the top of the screen."""

    index: int
    """Of the entry."""
    offset: int
    """Lines of it above the screen."""
    last: int
    """The last entry on the screen."""
    follow: bool
    """Whether the end is followed."""


class Transcript(ScrollView, can_focus=False):
    """Shows the entries of the view state; follows their end unless the person scrolled up."""

    class Copied(Message):
        """The entry that the keyboard is on is to be copied."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The keyboard goes back to where it was, with what was typed or pasted."""

        def __init__(self, typed: events.Key | events.Paste | None = None) -> None:
            super().__init__()
            self.typed = typed

    class Browsed(Message):
        """The keyboard came to the entries, or left them."""

    def __init__(self, settings: Settings, palette: Palette, clock: Callable[[], float]) -> None:
        super().__init__()
        self.column = Column(palette, 80, clock, settings.thoughts)
        self._settings = settings
        self._palette = palette
        self._state = ViewState(model=settings.model, thoughts=settings.thoughts)
        self._follow = True
        self._seen: Sequence[Entry] = ()
        """The entries there were when the person scrolled away from the end."""
        self._welcome: list[Strip] = []
        self._words = ""
        """What is looked for."""
        self._here = (-1, -1)
        """Line and column of the place that is looked at."""
        self._on: Spot | None = None
        """The entry, or the call of it, that the keyboard is on."""
        self._unfolded: list[int] = []
        """Cards that were opened to show a place."""

    def show(self, state: ViewState) -> None:
        """Draw `state`."""
        since = min(self._state.settled, state.settled)
        fresh = state.thoughts != self._state.thoughts
        self._state = state
        dirty = self.column.sync(state.entries, since)
        if fresh:
            self._look()
        else:
            self._fit(dirty)

    def take_over(self, column: Column, state: ViewState) -> None:
        """Have `column`, which is of `state`, in the place of the one there is."""
        self.column, self._state = column, state
        self._look()

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self._look()

    def toggle_newest(self) -> None:
        """Open or fold the last card."""
        index = self.column.newest_card()
        if index is not None:
            self._toggle((index, WHOLE))

    def tick(self) -> None:
        """Bring running times up to date."""
        first = self.column.tick()
        if first is not None:
            self._fit(first)

    def follow(self) -> None:
        """Go to the end and stay there."""
        self._follow = True
        self._fit(self.column.height)
        self.refresh()

    def begin_at(self, index: int) -> None:
        """Have the entry at `index` at the top, where it and what follows is more than the screen holds."""
        if index < len(self.column.rows) and self._above_end((index, WHOLE)):
            self._go(self.column.top(index))

    def place(self) -> Place:
        """Where one is."""
        top = self.scroll_offset.y
        index = self.column.at(top)
        last = self.column.at(top + self.size.height - 1)
        return Place(index, top - self.column.top(index) if self.column.rows else 0, last, self._follow)

    def return_to(self, place: Place) -> None:
        """Go back to where one was, and fold what was opened for a search."""
        for index in self._unfolded:
            if index < len(self.column.rows) and self.column.opened(index):
                self.column.toggle(index)
        if place.follow:
            self.follow()
        elif place.index < len(self.column.rows):
            self._go(self.column.top(place.index) + place.offset)
        self.refresh()

    def mark(self, words: str) -> None:
        """Make `words` stand out wherever they are."""
        self._words = words
        self._here = (-1, -1)
        if not words:
            self._unfolded = []
        self.refresh()

    def reveal(self, hit: Hit) -> None:
        """Bring a place where the words stand into sight, opened where it is folded."""
        column = self.column
        if card(column.rows[hit.index].entry) and not column.opened(hit.index):
            column.toggle(hit.index)
            self._unfolded.append(hit.index)
        places = column.places(hit.index, self._words)
        self._here = places[min(hit.nth, len(places) - 1)] if places else (column.top(hit.index), -1)
        below = self._here[0] - column.top(hit.index)
        self._go(self._here[0] - self.size.height // 2)
        self._here = (column.top(hit.index) + below, self._here[1])

    def turn(self, by: int) -> None:
        """Go to what the person said next, or before."""
        at = self.column.at(self.scroll_offset.y)
        turns = [index for index, row in enumerate(self.column.rows) if isinstance(row.entry, Said)]
        beyond = [index for index in turns if (self.column.top(index) - self.scroll_offset.y) * by > 0]
        if by > 0 and not beyond:
            self.follow()
        elif beyond:
            self._go(self.column.top(beyond[0] if by > 0 else beyond[-1]))
        elif turns and at <= turns[0]:
            self._go(0)

    @property
    def browsing(self) -> bool:
        """Whether the keyboard is on an entry."""
        return self._on is not None

    def browse(self, by: int) -> None:
        """Have the keyboard on the entry above or below, or on a call of it."""
        entries = self._state.entries
        at = (self.place().last + 1, WHOLE) if self._on is None else self._on
        on = beyond(entries, at, by, self.column.calls)
        if on[0] >= len(entries):
            return
        self._on = on
        self.post_message(self.Browsed())
        self.can_focus = True
        self.focus(scroll_visible=False)
        top = self.column.top(*on)
        if not self.scroll_offset.y <= top < self.scroll_offset.y + self.size.height:
            self._go(top - self.size.height // 3)
        self.refresh()

    def on_blur(self) -> None:
        self._on = None
        self.post_message(self.Browsed())
        self.can_focus = False
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        if self._on is None or self._on[0] >= len(self.column.rows):
            return
        entry = self.column.rows[self._on[0]].entry
        match event.key:
            case "up" | "down":
                self.browse(-1 if event.key == "up" else 1)
            case "enter" if card(entry):
                self._toggle(self._on)
                self.refresh()
            case "c":
                self.post_message(self.Copied(text_of(entry, self._on[1])))
            case "escape":
                self.post_message(self.Left())
            case _ if event.is_printable:
                self.post_message(self.Left(events.Key(event.key, event.character)))
            case _:
                return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        self.post_message(self.Left(events.Paste(event.text)))
        event.stop()

    def _go(self, y: int) -> None:
        """Have line `y` at the top, as far as that can be."""
        height = self.size.height
        index = self.column.at(y)
        offset = y - self.column.top(index)
        while self.column.settle(self.column.top(index) + offset, height):
            pass
        self._resize_to_column()
        self.scroll_to(y=max(0, self.column.top(index) + offset), animate=False, force=True, immediate=True)
        self._follow = self.scroll_offset.y >= self.max_scroll_y
        self.refresh()

    def on_resize(self) -> None:
        self._look()

    def on_click(self, event: events.Click) -> None:
        marker = self._marker()
        if marker and event.y == self.size.height - 1 and event.x >= self.size.width - len(marker):
            self.follow()
            return
        if self.text_selection is None:
            spot = self.column.card_at(self.scroll_offset.y + event.y)
            if spot is not None:
                self._toggle(spot)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._follow = new_value >= self.max_scroll_y
        if self._follow or old_value >= self.max_scroll_y:
            self._seen = self._state.entries
        shift = self.column.settle(round(new_value), self.size.height)
        self._resize_to_column()
        if shift:
            self.scroll_to(y=new_value + shift, animate=False, immediate=True)

    def render_line(self, y: int) -> Strip:
        """As `ScrollView`."""
        top = self.scroll_offset.y
        width = self.size.width
        if self.column.height == 0:
            line = self._welcome[y] if y < len(self._welcome) else Strip([], 0)
        else:
            line = self.column.line(top + y)
        line = line.crop_extend(0, width, None)
        if self._on is not None and self._on[0] < len(self.column.rows) and top + y == self.column.top(*self._on):
            line = Strip(Segment.apply_style(line, post_style=self._palette.selected), line.cell_length)
        if self._words:
            here = self._here[1] if self._here[0] == top + y else None
            line = emphasised(line, self._words, self._palette.selected, here, _HERE)
        if (selection := self.text_selection) is not None and (span := selection.get_span(top + y)) is not None:
            line = self._selected(line, *span)
        if y == self.size.height - 1 and (marker := self._marker()):
            line = Strip.join([line.crop(0, width - len(marker)), Strip([Segment(marker, self._palette.accent)])])
        return line.apply_style(self.rich_style).apply_offsets(0, top + y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """As `Widget`: the text of the selected lines, without the padding at their right."""
        first = selection.start.y if selection.start else 0
        last = selection.end.y if selection.end else self.column.height - 1
        self.column.settle(first, last - first + 1)
        lines = {y: self.column.line(y).text for y in range(first, last + 1)}
        text = []
        for y, line in lines.items():
            start, end = selection.get_span(y) or (0, -1)
            text.append((line[start:] if end == -1 else line[start:end]).rstrip())
        return "\n".join(text), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """As `Widget`."""
        self.refresh()

    def _toggle(self, spot: Spot) -> None:
        """Open or fold a card, or a call of it, once that can be painted at once."""
        entry = self.column.rows[spot[0]].entry
        views = [call.view for call in calls_of(entry, spot[1]) if takes_long(call.view)]
        if views:
            self._toggle_later(spot, entry.key, views)
        else:
            self._toggle_now(spot)

    @work(group="toggle", exclusive=True)
    async def _toggle_later(self, spot: Spot, key: int, views: Sequence[View | None]) -> None:
        for view in views:
            await prepared(view, self._palette.code_theme)
        rows = self.column.rows
        if spot[0] < len(rows) and rows[spot[0]].entry.key == key:
            self._toggle_now(spot)

    def _toggle_now(self, spot: Spot) -> None:
        """Open or fold a card, or a call of it, whose first line stays in sight."""
        column = self.column
        above = column.top(*spot) - self.scroll_offset.y
        column.toggle(*spot)
        if self._follow and not running(column.rows[spot[0]].entry) and self._above_end(spot):
            self._go(column.top(*spot) - above)
        else:
            self._fit(0)

    def _above_end(self, spot: Spot) -> bool:
        """Whether a place is out of sight at the end."""
        self._settle_end()
        return self.column.top(*spot) < self.column.height - self.size.height

    def _look(self) -> None:
        width = self.scrollable_content_region.width
        if width <= 0:
            return
        self.column.look(self._palette, width, self._state.thoughts)
        self._welcome = welcome(self._settings, self._state.model, self._palette, width)
        self._fit(0)

    def _fit(self, dirty: int) -> None:
        """Paint what is in sight, set the height, stay at the end where that is wanted, repaint from line `dirty`."""
        height = self.size.height
        before = self.scroll_offset.y
        if self._follow:
            self._settle_end()
            self._resize_to_column()
            self.scroll_to(y=max(0, self.column.height - height), animate=False, force=True, immediate=True)
            self._seen = self._state.entries
        else:
            shift = self.column.settle(before, height)
            self._resize_to_column()
            if shift:
                self.scroll_to(y=before + shift, animate=False, force=True, immediate=True)
        if self.scroll_offset.y == before:
            first = max(0, dirty - before)
            marked = 0 if self._follow else 1
            if first < height:
                self.refresh(Region(0, first, self.size.width, height - first))
            elif marked:
                self.refresh(Region(0, height - 1, self.size.width, 1))

    def _settle_end(self) -> None:
        """Paint what is in sight at the end, which moves while it is painted."""
        known = -1
        while known != self.column.height:
            known = self.column.height
            self.column.settle(max(0, known - self.size.height), self.size.height)

    def _resize_to_column(self) -> None:
        size = Size(self.scrollable_content_region.width, self.column.height)
        if size != self.virtual_size:
            self.virtual_size = size

    def _marker(self) -> str:
        if self._follow or self.column.height == 0:
            return ""
        new = unseen(self._seen, self._state.entries)
        key = " · ctrl+end" if self.size.width >= _ROOMY else ""
        return f" ↓ {new:,} new{key} " if new else f" ↓ end{key} "

    def _selected(self, line: Strip, start: int, end: int) -> Strip:
        end = line.cell_length if end == -1 else end
        middle = line.crop(start, end)
        painted = Strip(list(Segment.apply_style(middle, post_style=self._palette.selected)), middle.cell_length)
        return Strip.join([line.crop(0, start), painted, line.crop(end, line.cell_length)])
