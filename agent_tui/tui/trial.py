"""A theme that is tried on while the list of them is gone through."""

from __future__ import annotations

from agent_tui.tui.widgets.menu import Choice

_LINE = "/theme "


class Trial:
    """Remembers which theme to go back to."""

    def __init__(self) -> None:
        self._before = ""

    def now(self, shown: str) -> str:
        """The theme that is in force; `shown` may be one that is tried on."""
        return self._before or shown

    def look_at(self, choice: Choice | None, shown: str) -> str:
        """The theme to show while `choice` is marked in the menu."""
        before = self.now(shown)
        if choice is not None and choice.kind == "command" and choice.text.startswith(_LINE):
            self._before = before
            return choice.text.removeprefix(_LINE)
        self._before = ""
        return before

    def end(self) -> None:
        """What is shown now stays."""
        self._before = ""
