"""What is written: to the model, as a command, as an answer."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from tempfile import gettempdir

from textual import work
from textual.widgets import TextArea

from agent_tui.core.ops import Invoke, Run, TakePulse
from agent_tui.core.sanitise import one_line
from agent_tui.tui.commands import Mistyped, completions, is_command, own_command, parse
from agent_tui.tui.editor import edit_full_screen, edited
from agent_tui.tui.obey import obey
from agent_tui.tui.outcome import Outcome
from agent_tui.tui.pager import paged
from agent_tui.tui.pictures import clipboard_picture
from agent_tui.tui.queueing import QueueingApp
from agent_tui.tui.screens.large import Large
from agent_tui.tui.state import note
from agent_tui.tui.vim.keys import Vim
from agent_tui.tui.widgets.composer import Composer
from agent_tui.tui.widgets.menu import MOST_ROWS, Choice
from agent_tui.tui.widgets.question import Panel


class WritingApp(QueueingApp):
    """The app as it is written in."""

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        text = message.text_area.text
        self._show_sign()
        if not text:
            self._doubt.resume()
            self._panel.resume()
        elif self._composer.has_focus:
            self._panel.wrote()
        self._show_activity()
        self._show_keys()
        modes = tuple(str(mode) for mode in self._settings.modes)
        offered = completions(text, self._settings.models, modes, self._themes, self._customs)
        if self._composer.searching:
            self._menu.offer(self._composer.found())
        elif self._composer.mention is not None:
            self._offer_files(self._composer.mention)
        else:
            self._menu.offer([] if self._composer.lent else [Choice("command", *choice) for choice in offered])

    @work(group="mention", exclusive=True)
    async def _offer_files(self, words: str) -> None:
        names = await asyncio.to_thread(self._project.best, words, MOST_ROWS)
        if self._composer.mention == words and not self._composer.lent:
            self._menu.offer([Choice("file", name, word=one_line(name)) for name in names])

    def on_composer_sent(self, message: Composer.Sent) -> None:
        text = message.text
        if self._purpose != "say":
            purpose = self._purpose
            self._write_for("say")
            self._panel.answer_in_words(text, purpose)
            return
        self._composer.remember(text)
        self._menu.offer([])
        self._act(text)

    def _act(self, text: str) -> None:
        """Do what a text that was sent asks for."""
        if is_command(text):
            self._command(text)
        elif run := own_command(text):
            self._run(run)
        else:
            self._say(text)

    def _run(self, run: Run) -> None:
        self._transcript.follow()
        if run.command:
            self._send(run)
        else:
            self._warn("Say !COMMAND to run a command and let the model see what it prints, !!COMMAND to see it alone.")

    @work(group="picture", exclusive=True)
    async def on_composer_picture_wanted(self) -> None:
        folder = Path(self._settings.kept or gettempdir())
        picture = await asyncio.to_thread(clipboard_picture, os.environ, folder)
        if picture is not None:
            self._composer.add_picture(picture)
        else:
            self._composer.action_paste()

    def on_composer_aside(self, message: Composer.Aside) -> None:
        self._say_at_edge(message.words)

    def on_composer_keys_wanted(self) -> None:
        self._command("/keys")

    def on_panel_given(self, message: Panel.Given) -> None:
        self._send(message.answer)
        self._composer.focus()

    def on_composer_done(self) -> None:
        self._panel.take_keys()
        self._show_keys()

    def on_panel_look(self, message: Panel.Look) -> None:
        title = str(self._panel.border_title)
        self.push_screen(Large(message.view, self._palette(), title))

    def on_panel_words(self, message: Panel.Words) -> None:
        self._write_for(message.purpose)
        self._composer.focus()

    def _command(self, line: str) -> None:
        self._transcript.follow()
        typed = parse(line, self._customs)
        if isinstance(typed, Mistyped):
            self._show(note(self.state, typed.sentence, "warning"))
            return
        if isinstance(typed, Invoke):
            self._invoke(typed)
            return
        outcome = obey(typed, self.state, self._settings, self._themes, self._customs)
        self._read_out(outcome.state)
        self._see_to(outcome)
        if outcome.say:
            self._say(outcome.say)
        if outcome.gauge:
            self._measure(self._box, lambda: self.state.vitals, lambda: self._send(TakePulse()))
        if outcome.leave:
            self._leave()

    def _see_to(self, outcome: Outcome) -> None:
        """Do what a command wants of the session and the app."""
        if outcome.op is not None:
            self._send(outcome.op)
        if outcome.steer:
            self._steer(outcome.steer)
        if outcome.theme:
            self._wear(outcome.theme)
        if outcome.compose:
            self._composer.replace_text(outcome.compose)
        if outcome.copy:
            self._copy(outcome.copy)
        if outcome.pick:
            self._pick_copy()
        if outcome.mouse is not None:
            self._take_mouse(on=outcome.mouse)
        if outcome.watch is not None:
            self._be_watched(on=outcome.watch)
        if outcome.vim is not None:
            self._composer.vim = Vim() if outcome.vim else None
            self._show_sign()
        if outcome.page:
            self._warn(paged(self, self._settings.pager, self.state.entries))
        if outcome.export:
            self._export(outcome.export)
        if outcome.draft:
            self.action_edit_draft()
        if outcome.ask is not None:
            self._ask(*outcome.ask)
        self._go(outcome)
        if outcome.look is not None:
            self._look_at(outcome.look)
        if outcome.edit:
            self._warn(edit_full_screen(self, self._settings.editor, outcome.edit))

    def action_edit_draft(self) -> None:
        text, problem = edited(self, self._settings.editor, self._composer.whole)
        if problem:
            self._warn(problem)
        else:
            self._composer.replace_text(text)

    def action_undo_writing(self) -> None:
        self._composer.undo()
