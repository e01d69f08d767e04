"""What the person has said and the agent has not heard, above the composer."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from msgspec import Struct
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.core.sanitise import one_line
from agent_tui.tui.lifted import Lifted
from agent_tui.tui.paint.line import BLANK, both, strip
from agent_tui.tui.paint.palette import Palette

_MOST = 4
"""Lines it takes at most."""

Row = tuple[Literal["now", "next", "edit"], str]
"""When it is said, and what."""


class Rows(Struct, frozen=True, dict=True):
    """What is said after the current tool and what after the turn, and what can be done with it."""

    steered: tuple[str, ...] = ()
    queued: tuple[str, ...] = ()
    lifted: Lifted | None = None
    """What was taken out of the queue to be written on."""
    hint: str = ""

    @cached_property
    def all(self) -> tuple[Row, ...]:
        """Every text in the order in which it will be heard."""
        queued: list[Row] = [("next", text) for text in self.queued]
        if self.lifted is not None:
            queued.insert(self.lifted.place(self.queued), ("edit", self.lifted.text))
        return (*(("now", text) for text in self.steered), *queued)

    @cached_property
    def shown(self) -> tuple[Row, ...]:
        """Those for which there is a line; the one that is written on is among them."""
        if len(self.all) <= _MOST:
            return self.all
        marked = next((at for at, (when, _) in enumerate(self.all) if when == "edit"), 0)
        first = max(0, marked - _MOST + 2)
        return self.all[first : first + _MOST - 1]


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
        self._rows = Rows()

    def show(self, rows: Rows) -> None:
        """Show what waits now."""
        if rows == self._rows:
            return
        self._rows = rows
        self.display = bool(rows.all)
        self.styles.height = min(_MOST, len(rows.all)) or 1
        self.refresh()

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        when, text = self._rows.shown[event.y] if event.y < len(self._rows.shown) else ("", "")
        if when == "next":
            self.post_message(self.Clicked(text))

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        width = self.size.width
        return self._line(y, width).crop_extend(0, width, None).apply_style(self.rich_style)

    def _line(self, y: int, width: int) -> Strip:
        palette, rows = self._palette, self._rows
        if y >= min(len(rows.all), _MOST):
            return BLANK
        if y == len(rows.shown):
            return strip([(f"   … {len(rows.all) - y} more", palette.dim)], width)
        when, text = rows.shown[y]
        hint = [(f"{rows.hint} ", palette.faint)] if y == 0 else []
        style = palette.dim if when == "next" else palette.accent
        words = palette.dim if when == "edit" else palette.text
        return both([(f"   {when:<4}  ", style), (one_line(text, width), words)], hint, width)
