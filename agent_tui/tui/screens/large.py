"""One view over the whole screen, to be read and closed again."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip

from agent_tui.core.views import Screen, View
from agent_tui.tui.paint.exact import exact_lines
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.paint.view import view_lines


class Page(ScrollView, can_focus=True):
    """The lines of a view, laid out for the width there is."""

    def __init__(self, view: View, palette: Palette) -> None:
        super().__init__()
        self._view = view
        self._palette = palette
        self._lines: list[Strip] = []

    def on_resize(self) -> None:
        width = max(4, self.scrollable_content_region.width)
        if isinstance(self._view, Screen):
            self._lines = list(exact_lines(self._view.command, self._palette, width))
        else:
            self._lines = list(view_lines(self._view, self._palette, width))
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """As `ScrollView`."""
        at = self.scroll_offset.y + y
        line = self._lines[at] if at < len(self._lines) else Strip([], 0)
        return line.crop_extend(0, self.size.width, None).apply_style(self.rich_style)


class Large(ModalScreen[None]):
    """Shows a `Page` until it is closed."""

    BINDINGS: ClassVar = [Binding("escape,tab,q,enter", "close", "back", show=False, priority=True)]

    def __init__(self, view: View, palette: Palette, title: str) -> None:
        super().__init__()
        self.page = Page(view, palette)
        self.page.border_title = Content(title)
        self.page.border_subtitle = Content("esc back")

    def compose(self) -> ComposeResult:
        yield self.page

    def action_close(self) -> None:
        self.dismiss(None)
