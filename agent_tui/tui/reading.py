"""Goes through what was said, finds in it, copies and writes out of it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from textual import work
from textual.scroll_view import ScrollView

from agent_tui.core.errors import UserError
from agent_tui.core.views import Diff
from agent_tui.tui import facts
from agent_tui.tui.clipboard import copy
from agent_tui.tui.copying import copy_rows
from agent_tui.tui.drawn import WIDE, DrawnApp
from agent_tui.tui.export import exported
from agent_tui.tui.paint.ahead import prepared
from agent_tui.tui.screens.large import Large
from agent_tui.tui.screens.picker import Picker
from agent_tui.tui.settings import Rows
from agent_tui.tui.state import ViewState, note
from agent_tui.tui.widgets.transcript import Transcript


class ReadingApp(DrawnApp):
    """The app as it is read."""

    def action_find(self) -> None:
        if self._find.display:
            self._find.action_close(back=False)
        elif not isinstance(self.screen, Large):
            self._find.begin()

    def action_browse(self, by: int) -> None:
        self._transcript.browse(by)

    def on_transcript_browsed(self) -> None:
        self._show_keys()

    def on_transcript_copied(self, message: Transcript.Copied) -> None:
        self._copy(message.text, telling=False)

    def on_transcript_left(self, message: Transcript.Left) -> None:
        place = self._panel if self._panel.display else self._composer
        place.focus()
        if message.typed is not None:
            place.post_message(message.typed)

    def action_turn(self, by: int) -> None:
        self._transcript.turn(by)

    def action_scroll(self, pages: int) -> None:
        if self._doubt.display:
            self._doubt.turn(pages)
            return
        read = self._read
        read.scroll_relative(y=pages * max(1, read.size.height - 2), animate=False)

    def action_to_start(self) -> None:
        self._read.scroll_home(animate=False)

    def action_to_end(self) -> None:
        if isinstance(self.screen, Large):
            self._read.scroll_end(animate=False)
        else:
            self._transcript.follow()

    @property
    def _read(self) -> ScrollView:
        """What the keys that scroll are for."""
        return self.screen.page if isinstance(self.screen, Large) else self._transcript

    def action_open_newest(self) -> None:
        self._transcript.toggle_newest()

    def action_side(self) -> None:
        if self.size.width < WIDE:
            self._say_at_edge(f"the side panel needs {WIDE} columns")
        else:
            self.screen_stack[0].toggle_class("aside")

    @work(group="copy", exclusive=True)
    async def _copy(self, text: str, *, telling: bool = True) -> None:
        """Copy `text` and say what is known of it: in a sentence where `telling`, else for a moment."""
        self.copy_to_clipboard(text)
        copied = await asyncio.to_thread(copy, text, os.environ.copy())
        if telling:
            self._show(note(self.state, copied.sentence))
        else:
            self._say_at_edge(copied.short)

    @work(group="pick", exclusive=True)
    async def _pick_copy(self) -> None:
        rows = copy_rows(self.state.entries)
        if not rows:
            self._warn("There is nothing to copy yet.")
        elif chosen := await self.push_screen_wait(Picker("Copy", rows, self._palette())):
            self._copy(chosen)

    @work(group="ask")
    async def _ask(self, title: str, find: Callable[[], Rows]) -> None:
        found = await asyncio.to_thread(facts.found_out, find)
        self._read_out(facts.told(self.state, title, found))

    def _read_out(self, state: ViewState) -> None:
        """Show `state` from the beginning of what it tells anew."""
        before = len(self.state.entries)
        self._show(state)
        self._transcript.begin_at(before)

    @work(group="look", exclusive=True)
    async def _look_at(self, diff: Diff) -> None:
        await prepared(diff, self._palette().code_theme)
        files = len({change.path for change in diff.changes})
        title = f"edited in this session: {files} file{'s' * (files != 1)} +{diff.added:,} −{diff.removed:,}"
        await self.push_screen(Large(diff, self._palette(), title))

    @work(group="export")
    async def _export(self, name: str) -> None:
        try:
            told = await asyncio.to_thread(exported, self.state.entries, Path(self._settings.cwd, name))
        except UserError as error:
            self._show(note(self.state, str(error), "warning"))
        else:
            self._show(note(self.state, told))
