"""An app that can show how quick it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import events
from textual.screen import Screen
from textual.widget import Widget

from agent_tui.tui.early.terminal import Early
from agent_tui.tui.fitted import FittedApp
from agent_tui.tui.settings import Settings

if TYPE_CHECKING:
    from agent_tui.tui.widgets.gauge import Gauge


class MeasuredApp(FittedApp):
    """Tells the gauge, while there is one, of each key and frame."""

    def __init__(
        self, settings: Settings, early: Early | None, report: Callable[[BaseException], str] | None = None
    ) -> None:
        super().__init__(settings, early, report)
        self._gauge: Gauge | None = None

    async def on_event(self, event: events.Event) -> None:
        """As `App`."""
        if self._gauge is not None and isinstance(event, events.Key):
            self._gauge.typed()
        await super().on_event(event)

    def _display(self, screen: Screen[object], renderable: Any) -> None:  # noqa: ANN401 - Textual's own type is too narrow
        """As `App`."""
        began = time.perf_counter()
        super()._display(screen, renderable)
        if self._gauge is not None:
            self._gauge.drew(began)

    def _measure(self, above: Widget) -> None:
        """Show how quick the app is in a line `above` a widget, or show it no more."""
        from agent_tui.tui.widgets.gauge import Gauge

        if self._gauge is not None:
            self._gauge.remove()
            self._gauge = None
            return
        self._gauge = Gauge()
        self.screen_stack[0].mount(self._gauge, before=above)
