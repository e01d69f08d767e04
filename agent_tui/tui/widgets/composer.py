"""Where the person writes."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from agent_tui.tui.commands import completes
from agent_tui.tui.widgets.menu import Menu

NEWLINE_KEYS = ("shift+enter", "ctrl+j", "alt+enter", "ctrl+enter")


class Composer(TextArea):
    """A text of several lines. Enter sends it; Up and Down go through what was sent before."""

    class Sent(Message):
        """The person pressed Enter on a text that may be sent."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, menu: Menu) -> None:
        super().__init__(soft_wrap=True, tab_behavior="focus", highlight_cursor_line=False, show_line_numbers=False)
        self.cursor_blink = False
        self.may_be_empty = False
        """Whether Enter also sends where nothing is written."""
        self._menu = menu
        self._past: list[str] = []
        self._at = 0
        self._draft = ""
        self._kept: str | None = None

    @property
    def lent(self) -> bool:
        """Whether it is used for something other than the talk."""
        return self._kept is not None

    def lend(self, text: str) -> None:
        """Use it for something that begins with `text`; what the person was writing is kept."""
        if self._kept is None:
            self._kept = self.text
            self.replace_text(text)

    def take_back(self) -> None:
        """Use it for the talk again."""
        if self._kept is not None:
            kept, self._kept = self._kept, None
            self.replace_text(kept)

    def replace_text(self, text: str) -> None:
        """Put `text` in place of all there is, with the caret at its end."""
        self.text = text
        self.move_cursor(self.document.end)

    def remember(self, text: str) -> None:
        """Add `text` to what Up brings back."""
        if not self._past or self._past[-1] != text:
            self._past.append(text)
        self._at = len(self._past)

    async def _on_key(self, event: events.Key) -> None:
        if self._own_key(event.key):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def _own_key(self, key: str) -> bool:
        """Do what a key means here; False where it is an ordinary one."""
        if key in NEWLINE_KEYS:
            self.insert("\n")
            return True
        choice = self._menu.choice
        # The menu follows the text a moment later; a choice from before must not replace what was typed since.
        if choice is not None and completes(choice, self.text) and self._menu_key(key, choice):
            return True
        match key:
            case "enter":
                self._enter()
            case "up" if self.cursor_location[0] == 0 and self._past:
                self._recall(-1)
            case "down" if self.cursor_location[0] == self.document.line_count - 1 and self._at < len(self._past):
                self._recall(1)
            case _:
                return False
        return True

    def _menu_key(self, key: str, choice: str) -> bool:
        match key:
            case "up" | "down":
                self._menu.move(-1 if key == "up" else 1)
            case "tab":
                self.replace_text(choice + " ")
            case "escape":
                self._menu.offer([])
            case "enter":
                self.replace_text(choice)
                self._enter()
            case _:
                return False
        return True

    def _enter(self) -> None:
        row, column = self.cursor_location
        if column and self.document.get_line(row)[column - 1] == "\\":
            self.action_delete_left()
            self.insert("\n")
        elif self.text.strip() or self.may_be_empty:
            self.post_message(self.Sent(self.text.strip()))

    def _recall(self, by: int) -> None:
        if self._at == len(self._past):
            self._draft = self.text
        at = max(0, min(len(self._past), self._at + by))
        if at != self._at:
            self._at = at
            self.replace_text(self._draft if at == len(self._past) else self._past[at])
            if by < 0:
                self.move_cursor((0, len(self.document.get_line(0))))
