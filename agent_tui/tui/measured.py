"""An app that can show how quick it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from agent_tui.core.events import Vitals
from agent_tui.tui.early.terminal import Early
from agent_tui.tui.fitted import FittedApp
from agent_tui.tui.outside import Outside
from agent_tui.tui.settings import Settings

if TYPE_CHECKING:
    from agent_tui.tui.meter import Meter, Reading
    from agent_tui.tui.widgets.gauge import Gauge

_EVERY = 1.0
"""Seconds between two readings."""


class MeasuredApp(FittedApp):
    """Measures itself while that is shown, and not otherwise."""

    def __init__(self, settings: Settings, outside: Outside, early: Early | None) -> None:
        super().__init__(settings, outside, early)
        self._gauge: Gauge | None = None
        self._meter: Meter | None = None
        self._reading: Reading | None = None
        """The newest."""
        self._reader: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        """As `App`."""
        if self._meter is not None and isinstance(event, events.Key):
            self._meter.typed()
        await super().on_event(event)

    def _display(self, screen: Screen[object], renderable: Any) -> None:  # noqa: ANN401 - Textual's own type is too narrow
        """As `App`."""
        began = time.perf_counter()
        super()._display(screen, renderable)
        if self._meter is not None:
            self._meter.drew(began)

    def _measure(self, above: Widget, vitals: Callable[[], Vitals | None], ask: Callable[[], None]) -> None:
        """Show how quick the app is `above` a widget; `ask` has the session tell what `vitals` gives then."""
        from agent_tui.tui.meter import Meter
        from agent_tui.tui.widgets.gauge import Gauge

        if self._measure_no_more():
            return
        self._meter = Meter()
        self._gauge = Gauge(self._palette())
        self.screen_stack[0].mount(self._gauge, before=above)
        self._reader = self.set_interval(_EVERY, partial(self._read_meter, vitals, ask))
        self._read_meter(vitals, ask)

    def _measure_no_more(self) -> bool:
        """Show it no more; False where it was not shown."""
        if self._gauge is None or self._meter is None or self._reader is None:
            return False
        self._reader.stop()
        self._meter.stop()
        self._gauge.remove()
        self._gauge = self._meter = self._reader = None
        return True

    def _read_meter(self, vitals: Callable[[], Vitals | None], ask: Callable[[], None]) -> None:
        if self._meter is not None:
            self._reading = self._meter.reading()
            self._tell_speed(vitals())
            ask()

    def _tell_speed(self, vitals: Vitals | None) -> None:
        """Have the panel tell the newest, where it is shown."""
        if self._gauge is not None and self._reading is not None:
            from agent_tui.tui.vitals import screen_rows, session_rows

            self._gauge.show((*screen_rows(self._reading), *session_rows(vitals, self._reading.megabytes)))
