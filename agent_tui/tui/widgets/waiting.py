"""What the person has said and the agent has not heard, above the composer."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.core.sanitise import one_line
from agent_tui.tui.paint.line import BLANK, both, strip
from agent_tui.tui.paint.palette import Palette

_MOST = 4
"""Lines it takes at most."""


class Waiting(Widget, can_focus=False):
    """One line for each text that waits; there only while there is one."""

    class Clicked(Message):
        """The person pointed at a text of the queue, to have it back."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.display = False
        self._palette = palette
        self._steered: tuple[str, ...] = ()
        self._queued: tuple[str, ...] = ()
        self._hint = ""

    def show(self, steered: tuple[str, ...], queued: tuple[str, ...], hint: str) -> None:
        """Show what is said after the current tool and what after the turn; `hint` says what can be done with it."""
        if (steered, queued, hint) == (self._steered, self._queued, self._hint):
            return
        self._steered, self._queued, self._hint = steered, queued, hint
        count = len(steered) + len(queued)
        self.display = count > 0
        self.styles.height = min(_MOST, count) or 1
        self.refresh()

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        at = event.y - len(self._steered)
        if 0 <= at < len(self._queued) and (event.y < _MOST - 1 or self._more == 0):
            self.post_message(self.Clicked(self._queued[at]))

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        width = self.size.width
        return self._line(y, width).crop_extend(0, width, None).apply_style(self.rich_style)

    @property
    def _more(self) -> int:
        """Texts for which there is no line."""
        count = len(self._steered) + len(self._queued)
        return 0 if count <= _MOST else count - _MOST + 1

    def _line(self, y: int, width: int) -> Strip:
        palette = self._palette
        texts = [*(("now", text) for text in self._steered), *(("next", text) for text in self._queued)]
        if y >= min(len(texts), _MOST):
            return BLANK
        if y == _MOST - 1 and self._more:
            return strip([(f"   … {self._more} more", palette.dim)], width)
        when, text = texts[y]
        hint = [(f"{self._hint} ", palette.faint)] if y == 0 else []
        style = palette.accent if when == "now" else palette.dim
        return both([(f"   {when:<4}  ", style), (one_line(text, width), palette.text)], hint, width)
