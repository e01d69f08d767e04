"""The whole talk in one widget: cost does not grow with its length."""

from __future__ import annotations

from collections.abc import Callable

from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.paint.welcome import welcome
from agent_tui.tui.settings import Settings
from agent_tui.tui.state import ViewState
from agent_tui.tui.widgets.column import Column


class Transcript(ScrollView, can_focus=False):
    """Shows the entries of the view state; follows their end unless the person scrolled up."""

    def __init__(self, settings: Settings, palette: Palette, clock: Callable[[], float]) -> None:
        super().__init__()
        self.column = Column(palette, 80, clock, settings.thoughts)
        self._settings = settings
        self._palette = palette
        self._state = ViewState(model=settings.model, thoughts=settings.thoughts)
        self._follow = True
        self._seen = 0
        """Entries there were when the person scrolled away from the end."""
        self._welcome: list[Strip] = []

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

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self._look()

    def toggle_newest(self) -> None:
        """Open or fold the last card."""
        index = self.column.newest_card()
        if index is not None:
            self._toggle(index)

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

    def on_resize(self) -> None:
        self._look()

    def on_click(self, event: events.Click) -> None:
        if self.text_selection is None:
            index = self.column.card_at(self.scroll_offset.y + event.y)
            if index is not None:
                self._toggle(index)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._follow = new_value >= self.max_scroll_y
        if self._follow or old_value >= self.max_scroll_y:
            self._seen = len(self._state.entries)
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

    def _toggle(self, index: int) -> None:
        self.column.toggle(index)
        self._fit(0)

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
            self.column.settle(self.column.height - height, height)
            while self.column.settle(max(0, self.column.height - height), height):
                pass
            self._resize_to_column()
            self.scroll_to(y=max(0, self.column.height - height), animate=False, force=True, immediate=True)
            self._seen = len(self._state.entries)
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

    def _resize_to_column(self) -> None:
        size = Size(self.scrollable_content_region.width, self.column.height)
        if size != self.virtual_size:
            self.virtual_size = size

    def _marker(self) -> str:
        if self._follow or self.column.height == 0:
            return ""
        new = len(self._state.entries) - self._seen
        return f" ↓ {new} new " if new > 0 else " ↓ end "

    def _selected(self, line: Strip, start: int, end: int) -> Strip:
        end = line.cell_length if end == -1 else end
        middle = line.crop(start, end)
        painted = Strip(list(Segment.apply_style(middle, post_style=self._palette.selected)), middle.cell_length)
        return Strip.join([line.crop(0, start), painted, line.crop(end, line.cell_length)])
