"""The terminal app: how it begins, and what its keys do wherever one is."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding

from agent_tui.core.ops import Interrupt, SetMode
from agent_tui.tui import keys
from agent_tui.tui.choices import KEY, palette_rows
from agent_tui.tui.drawn import TWICE
from agent_tui.tui.ending import heed
from agent_tui.tui.resuming import session_rows
from agent_tui.tui.screens.picker import Picker, Row
from agent_tui.tui.state import moved, note
from agent_tui.tui.writing import WritingApp

_FELL = "The app ended here without leaving: it was killed, or the machine went off. {} continues that session."
_UNSAID = "What waited to be said when the app ended is back in the composer; the model has seen nothing of it."


class AgentApp(WritingApp):
    """One session, full screen."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [
        Binding(key.keys, key.action, key.meaning, show=False, priority=key.first, id=key.name or None)
        for key in keys.KEYS
        if key.action
    ]

    def on_load(self) -> None:
        if self.early is not None:
            self.early.hand_over()
            heed(partial(self._leave, keep=True))

    def on_mount(self) -> None:
        self._show_keys()
        self._composer.focus()
        self.set_keymap({key.name: key.keys for key in self._settings.keys if key.action and key not in keys.KEYS})
        self._ticker = self.set_interval(1.0, self._tick, pause=True)
        self.theme_changed_signal.subscribe(self, lambda _: self._recolour())
        for text in self._typed.sent:
            self._composer.remember(text)
            self._act(text)
        self._composer.bring_back(self._typed.text)
        if not self._typed.text and self._composer.restore():
            self._say_at_edge("what you were writing is back")
        if self._standing.begin():
            self._show(note(self.state, _FELL.format(self._settings.resume)))
        if unsaid := self._unsaid.take_up():
            self._composer.bring_back(unsaid)
            self._composer.save()
            self._unsaid.drop()
            self._show(note(self.state, _UNSAID))
        self.app_resume_signal.subscribe(self, lambda _: self._take_screen(self.state))
        self._take_screen(self.state)
        self.call_after_refresh(self._begin)
        self._be_watched(on=self._settings.debugging)

    def action_stop(self) -> None:
        if self._purpose != "say":
            self._write_for("say")
            self._panel.focus()
        elif self._measure_no_more():
            return
        elif self.state.busy:
            self._send(Interrupt())
        elif not self._composer.text:
            self._escape()

    def action_next_mode(self) -> None:
        modes = self._settings.modes
        latest = (self.state.mode, *self.state.modes)[-1]
        mode = modes[(modes.index(latest) + 1) % len(modes) if latest in modes else 0]
        self._show(moved(self.state, mode))
        self._send(SetMode(mode))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """As `App`; a list to choose from takes the keys that are the talk's."""
        choosing = bool(self.screen_stack) and isinstance(self.screen, Picker)
        return not (choosing and action in keys.ACTIONS) and super().check_action(action, parameters)

    @work(group="pick", exclusive=True)
    async def action_palette(self) -> None:
        past: list[Row] = []
        if self._outside.sessions is not None and self._session is not None:
            known = await asyncio.to_thread(self._outside.sessions.all)
            past = session_rows(known, time.time(), self._session.session_id)
        rows = palette_rows(self._settings, self._themes, past, self._customs)
        chosen = await self.push_screen_wait(Picker("What to do", rows, self._palette())) or ""
        if chosen.startswith(KEY):
            await self.run_action(chosen.removeprefix(KEY))
        elif chosen.endswith(" "):
            self._composer.replace_text(chosen)
        elif chosen:
            self._command(chosen)

    def action_cancel(self) -> None:
        selected = self.screen.get_selected_text() or self._composer.selected_text
        if selected:
            self._copy(selected, telling=False)
            self.screen.clear_selection()
        elif self._composer.text:
            self._drop_lifted()
            self._composer.text = ""
        elif self._clock() - self._cancelled <= TWICE:
            self._leave()
        else:
            if self.state.busy:
                self._send(Interrupt())
            self._cancelled = self._clock()
            self._say_at_edge("ctrl+c again leaves")

    def action_leave_if_empty(self) -> None:
        if self._composer.text:
            self._composer.action_delete_right()
        else:
            self._leave()

    def _recolour(self) -> None:
        look = self._palette()
        for widget in (
            *(self._transcript, self._side, self._plan, self._waiting),
            *(self._doubt, self._panel, self._menu, self._status),
            *([self._gauge] if self._gauge else ()),
        ):
            widget.paint(look)
