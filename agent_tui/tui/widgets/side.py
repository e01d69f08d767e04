"""The panel beside the transcript."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from agent_tui.tui.paint.line import BLANK, indented
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.state import ViewState
from agent_tui.tui.widgets.sections import side_lines

_MARGIN = 1


class Side(Widget, can_focus=False):
    """Shows where the session stands; laid out only while it is seen."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self._palette = palette
        self._state = ViewState()
        self._lines: list[Strip] | None = None
        """What is drawn; None where that must be laid out anew."""

    def show(self, state: ViewState) -> None:
        """Show `state`."""
        self._state = state
        self._renew()

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self._renew()

    def on_resize(self) -> None:
        self._renew()

    def on_show(self) -> None:
        self._renew()

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        width = self.size.width
        if self._lines is None:
            self._lines = self._laid_out()
        line = self._lines[y] if y < len(self._lines) else BLANK
        return line.crop_extend(0, width, None).apply_style(self.rich_style)

    def _renew(self) -> None:
        """Draw again where what is to be read is another than before."""
        if not self.display:
            self._lines = None
        elif (new := self._laid_out()) != self._lines:
            self._lines = new
            self.refresh()

    def _laid_out(self) -> list[Strip]:
        room = max(1, self.size.width - 2 * _MARGIN)
        return list(indented(side_lines(self._state, self._palette, room), _MARGIN))
