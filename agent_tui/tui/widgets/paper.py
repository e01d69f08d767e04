"""A text area in which the caret goes from sign to sign."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.document._document_navigator import DocumentNavigator
from textual.geometry import Offset
from textual.widgets import TextArea

from agent_tui.tui.signs import signs_after, signs_around, signs_before
from agent_tui.tui.wrapping import Wrapping

_Place = tuple[int, int]
_JOINERS = ("\u200c", "\u200d")
"""Characters that are typed within emoji and Persian words, and that Textual takes for no text."""


class Paper(TextArea):
    """As `TextArea`, which takes each character of a sign for one."""

    BINDINGS: ClassVar = [Binding("alt+d", "delete_word_right", show=False)]

    @property
    def cursor_screen_offset(self) -> Offset:
        """As `TextArea`, which goes by how the text was wrapped when the caret last moved."""
        self._cursor_offset = self.wrapped_document.location_to_offset(self.cursor_location)
        return super().cursor_screen_offset

    def get_cursor_left_location(self) -> _Place:
        """As `TextArea`."""
        row, column = self.cursor_location
        if not column:
            return super().get_cursor_left_location()
        return row, signs_before(self.document.get_line(row), column)

    def get_cursor_right_location(self) -> _Place:
        """As `TextArea`."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        return (row, signs_after(line, column)) if column < len(line) else super().get_cursor_right_location()

    def get_cursor_word_left_location(self) -> _Place:
        """As `TextArea`."""
        row, column = super().get_cursor_word_left_location()
        return row, signs_around(self.document.get_line(row), column)[0]

    def get_cursor_word_right_location(self) -> _Place:
        """As `TextArea`."""
        row, column = super().get_cursor_word_right_location()
        return row, signs_around(self.document.get_line(row), column)[1]

    def get_line(self, line_index: int) -> Text:
        """As `TextArea`."""
        return _Line(self.document.get_line(line_index), end="", no_wrap=True)

    async def _on_key(self, event: events.Key) -> None:
        # Textual sees to keys that move only once they went up to the app, and letters typed meanwhile overtake them.
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return
        if event.character in _JOINERS:
            self.insert(event.character)
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def _set_document(self, text: str, language: str | None) -> None:
        super()._set_document(text, language)
        self.wrapped_document = Wrapping(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._rewrap_and_refresh_virtual_size()


class _Line(Text):
    """A line whose signs are painted whole."""

    def stylize(self, style: str | Style, start: int = 0, end: int | None = None) -> None:
        """As `Text`."""
        text = self.plain
        stop = len(text) if end is None else end
        super().stylize(style, signs_around(text, start)[0], signs_around(text, stop)[1])
