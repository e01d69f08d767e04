"""The terminal app: a session's events on the screen, a person's keys to the session."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir
from typing import ClassVar, Literal

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.scroll_view import ScrollView
from textual.widgets import Static, TextArea

from agent_tui.core.custom import CustomCommand
from agent_tui.core.errors import UserError
from agent_tui.core.events import Event
from agent_tui.core.ops import Foresee, Interrupt, Invoke, Op, Run, Say, SetMode, Steer, Withdraw
from agent_tui.core.ports import Session, Sessions
from agent_tui.core.sanitise import one_line, sanitise
from agent_tui.core.views import Diff
from agent_tui.tui import calls, keys
from agent_tui.tui.activity import activity
from agent_tui.tui.bridge import carry
from agent_tui.tui.choices import KEY, palette_rows
from agent_tui.tui.clipboard import copy
from agent_tui.tui.commands import OWN, Mistyped, Typed, completions, is_command, own_command, parse
from agent_tui.tui.copying import copy_rows
from agent_tui.tui.early.draft import Draft
from agent_tui.tui.early.terminal import Early
from agent_tui.tui.editor import edit_full_screen, edited
from agent_tui.tui.export import exported
from agent_tui.tui.fitted import FittedApp
from agent_tui.tui.foresight import Foresight
from agent_tui.tui.mentions import Project
from agent_tui.tui.obey import obey
from agent_tui.tui.outcome import Outcome
from agent_tui.tui.pager import paged
from agent_tui.tui.past import Past
from agent_tui.tui.pictures import clipboard_picture
from agent_tui.tui.remap import aliases
from agent_tui.tui.resuming import session_rows
from agent_tui.tui.screens.large import Large
from agent_tui.tui.screens.picker import Picker, Row
from agent_tui.tui.settings import Rows, Settings
from agent_tui.tui.standing import Standing
from agent_tui.tui.state import ViewState, begun_anew, moved, note, reduce, sent, steered, table, withdrawn
from agent_tui.tui.takeover import heed, keys_of
from agent_tui.tui.unsent import Unsent
from agent_tui.tui.vim import Vim
from agent_tui.tui.widgets.composer import Composer
from agent_tui.tui.widgets.find import Find
from agent_tui.tui.widgets.menu import MOST_ROWS, Choice, Menu
from agent_tui.tui.widgets.plan import Plan
from agent_tui.tui.widgets.question import Panel, Written
from agent_tui.tui.widgets.side import Side
from agent_tui.tui.widgets.status import Facts, Status
from agent_tui.tui.widgets.transcript import Transcript
from agent_tui.tui.widgets.trust import Trust
from agent_tui.tui.widgets.waiting import Waiting

_TWICE = 2.0
"""Seconds in which a second Ctrl+C leaves."""
_IDLE = 0.3
"""Seconds after the start in which only what is seen at once is done."""
_SHORT = 12
"""Rows under which only the essentials are drawn."""
_WIDE = 100
"""Columns from which on there is room for the side panel."""
_LOW = 20
"""Rows under which the plan is not drawn."""

Purpose = Written | Literal["say"]
"""What the composer's text is for: the talk, or something a question asks for."""

Watch = Callable[[asyncio.AbstractEventLoop], Callable[[], None]]
"""Begins to watch over a loop; what it returns ends that."""

_FELL = "The app ended here without leaving: it was killed, or the machine went off. {} continues that session."

_SIGN = " › "
_COMMANDS_SIGN = " N "
"""Where the keys of vi are commands."""
_PLACEHOLDERS: dict[Purpose, str] = {
    "say": "Ask, or / for commands",
    "why": "Why not? Enter sends it, Esc goes back",
    "answer": "Your answer. Enter sends it, Esc goes back",
    "command": "The command to run instead. Enter runs it, Esc goes back",
}


class AgentApp(FittedApp):
    """One session, full screen."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [
        Binding(key.keys, key.action, key.meaning, show=False, priority=key.first, id=key.name or None)
        for key in keys.KEYS
        if key.action
    ]

    def __init__(
        self,
        open_session: Callable[[], Session],
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        trust: Callable[[], None] | None = None,
        early: Early | None = None,
        files: Callable[[], Sequence[str]] = tuple,
        report: Callable[[BaseException], str] | None = None,
        sessions: Sessions | None = None,
        watch: Watch | None = None,
    ) -> None:
        super().__init__(settings, early, report)
        self.state = ViewState(
            model=settings.model, mode=settings.mode, thoughts=settings.thoughts, streaming=settings.streaming
        )
        self._open_session = open_session
        self._trust = trust
        self._project = Project(files)
        self._clock = clock
        self._session: Session | None = None
        self._sessions = sessions
        self._watch = watch
        self._unwatch: Callable[[], None] = lambda: None
        self._typed = early.draft if early else Draft()
        """What was typed into the early frame."""
        self._held: list[events.Key | events.Paste] | None = []
        """Keys that came before there was anything to take them."""
        self._early: list[Op] = []
        """What was asked for before there was a session."""
        self._purpose: Purpose = "say"
        self._cancelled = float("-inf")
        self._busy_since = clock()
        self._edge = ("", "")
        """What the composer's border says."""
        self._foresight = Foresight(lambda: self._send(Foresee()))
        self._hint = ""
        look = self._palette()
        self._menu = Menu(look)
        kept = Path(settings.kept) if settings.kept else None
        self._standing = Standing(kept)
        self._composer = Composer(
            self._menu, Past(kept / "sent.jsonl" if kept else None), Unsent(kept), settings.cwd, aliases(settings.keys)
        )
        self._composer.vim = Vim() if settings.vim else None
        self._box = Horizontal(id="box")
        self._sign = Static(_SIGN, id="prompt", markup=False)
        self._panel = Panel(self._composer, look, clock)
        self._doubt = Trust(self._composer, look, clock)
        self._plan = Plan(look)
        self._waiting = Waiting(look)
        self._transcript = Transcript(settings, look, clock)
        self._find = Find(self._transcript, lambda: self.state.entries)
        self._side = Side(look)
        self._status = Status(Facts(settings, self.state), look)

    def compose(self) -> ComposeResult:
        with Horizontal(id="main"):
            yield self._transcript
            yield self._side
        yield self._find
        yield self._plan
        yield self._doubt
        yield self._panel
        yield self._menu
        yield self._waiting
        with self._box:
            yield self._sign
            yield self._composer
        yield self._status

    def on_load(self) -> None:
        if self.early is not None:
            self.early.hand_over()
            heed(partial(self._leave, keep=True))

    def on_mount(self) -> None:
        self._composer.placeholder = _PLACEHOLDERS["say"]
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
        self.app_resume_signal.subscribe(self, lambda _: self._take_screen(self.state))
        self._take_screen(self.state)
        self.call_after_refresh(self._begin)
        if self._watch is not None:
            self._unwatch = self._watch(asyncio.get_running_loop())

    def on_resize(self, event: events.Resize) -> None:
        main = self.screen_stack[0]
        main.set_class(event.size.height < _SHORT, "short")
        main.set_class(event.size.height < _LOW, "low")
        main.set_class(event.size.width < _WIDE, "narrow")

    async def on_unmount(self) -> None:
        self._standing.end()
        self._unwatch()
        if self._session is not None:
            await self._session.close()

    async def on_event(self, event: events.Event) -> None:
        """As `App`; keys wait until the composer has the focus."""
        if self._held is not None and isinstance(event, events.Key | events.Paste):
            self._held.append(event)
        else:
            await super().on_event(event)

    async def _begin(self) -> None:
        """Ask for trust where the directory needs it, else open the session: the person sees something now."""
        held, self._held = self._held or [], None
        for event in [*keys_of(self._typed.rest), *held]:
            await super().on_event(event)
        self._keep_look()
        if self._settings.untrusted and self._trust is not None:
            self._doubt.ask(self._settings.untrusted)
        else:
            self._open()

    def on_trust_decided(self, message: Trust.Decided) -> None:
        self._composer.focus()
        self._open(self._trust if message.trusted else None)

    def _open(self, first: Callable[[], None] | None = None) -> None:
        """Do `first`, then open the session and send it what was asked for meanwhile."""
        try:
            if first is not None:
                first()
            session = self._session = self._open_session()
        except UserError as error:
            self.exit(error.exit_code, return_code=error.exit_code, message=sanitise(str(error)))
            return
        self.set_timer(_IDLE, self._warm)
        if session.history:
            self._take(session.history)
        for op in self._early:
            session.send(op)
        self._early = []
        self._carried = self._carry(session)
        if self._settings.pick:
            self._command("/resume")

    def _switch(self, typed: Typed) -> None:
        """Change to the session that a command asks for."""
        session, sessions = self._session, self._sessions
        if session is None or sessions is None:
            self._warn("There is no other session to change to.")
        elif self.state.busy:
            self._warn(f"The agent is at work; stop it with Esc, then /{typed.name}.")
        elif typed.name == "fork":
            self._change(partial(sessions.fork, session.session_id), session)
        elif typed.argument:
            self._change(partial(sessions.open, typed.argument), session)
        else:
            self._pick(sessions, session)

    @work(group="pick", exclusive=True)
    async def _pick(self, sessions: Sessions, session: Session) -> None:
        rows = session_rows(await asyncio.to_thread(sessions.all), time.time(), session.session_id)
        if not rows:
            self._show(note(self.state, "There is no other session of this directory yet."))
            return
        chosen = await self.push_screen_wait(Picker("Go on with a session", rows, self._palette()))
        if chosen:
            self._change(partial(sessions.open, chosen), session)

    @work(group="change", exclusive=True)
    async def _change(self, other: Callable[[], Session], session: Session) -> None:
        """Put another session in the place of this one, which is closed."""
        try:
            self._session = other()
        except UserError as error:
            self._warn(str(error))
            return
        await session.close()
        await self._carried.wait()
        self._show(begun_anew(self.state))
        self._take(self._session.history)
        self._carried = self._carry(self._session)

    @work(exclusive=True)
    async def _carry(self, session: Session) -> None:
        await carry(session.events(), self._take)

    def _take(self, new: Sequence[Event]) -> None:
        """Bring events to the screen."""
        state = self.state
        for event in new:
            state = reduce(state, event)
        self._show(state)

    def _show(self, state: ViewState) -> None:
        before, self.state = self.state, state
        if state.entries is not before.entries or state.thoughts != before.thoughts:
            self._transcript.show(state)
        self._plan.show(state.todos)
        self._side.show(state)
        if state.asked != before.asked:
            self._show_question()
        seconds = self._clock() - self._busy_since
        self._tell_window(before, state, seconds)
        if state.busy != before.busy:
            self._busy_since = self._clock()
            (self._ticker.resume if state.busy else self._ticker.pause)()
        self._show_waiting()
        self._show_activity()
        self._status.show(Facts(self._settings, state, self._hint))

    def _show_waiting(self) -> None:
        queued = self.state.queued if self.state.working else ()
        now = "ctrl+enter" if self._settings.tells_keys_apart else "/steer"
        self._composer.queued = bool(queued)
        self._waiting.show(self.state.steered, queued, f"↑ edits · {now} sends now" if queued else "")

    def _tick(self) -> None:
        self._transcript.tick()
        self._show_activity()

    def _show_activity(self) -> None:
        """Say on the composer's border what is being waited for, how much is queued, or what sending would cost."""
        state = self.state
        box = self._box
        waiting = len(state.queued) if state.working else 0
        seconds = int(self._clock() - self._busy_since)
        doing = activity(state, seconds)
        composer = self._composer
        ahead = self._foresight.told(state, "" if composer.lent or composer.searching else composer.whole)
        next_up = f"queued: {waiting}" if waiting else ahead
        if (doing, next_up) != self._edge:
            self._edge = (doing, next_up)
            box.border_title = Content(doing)
            box.border_subtitle = Content(next_up)

    def _show_question(self) -> None:
        asked = self.state.asked[0] if self.state.asked else None
        if asked is None or asked is not self._panel.asked:
            self._write_for("say")
        call = calls.found(self.state.entries, self.state.settled, asked.call_id) if asked else None
        self._panel.ask(asked, call.name if call else "this")
        if asked is None:
            self._composer.focus()

    def _send(self, op: Op) -> None:
        if self._session is None:
            self._early.append(op)
        else:
            self._session.send(op)

    def on_composer_sent(self, message: Composer.Sent) -> None:
        text = message.text
        if self._purpose != "say":
            purpose = self._purpose
            self._write_for("say")
            self._panel.answer_in_words(text, purpose)
            return
        self._composer.remember(text)
        self._composer.text = ""
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

    def on_composer_sent_now(self, message: Composer.SentNow) -> None:
        text = message.text
        if self._purpose != "say" or is_command(text) or own_command(text) or not self.state.working:
            self._composer.post_message(Composer.Sent(text))
        elif text:
            self._composer.remember(text)
            self._composer.text = ""
            self._steer(text)
        elif self.state.queued:
            self._steer(self.state.queued[0])

    def on_composer_last_wanted(self) -> None:
        if self.state.queued:
            self._take_back(self.state.queued[-1])

    def on_waiting_clicked(self, message: Waiting.Clicked) -> None:
        self._take_back(message.text)

    def _take_back(self, text: str) -> None:
        """Let the person write on what waits for the end of the turn."""
        self._withdraw(text)
        self._composer.bring_back(text)

    def _withdraw(self, text: str) -> None:
        if text in self.state.queued:
            self._send(Withdraw(text))
            self._show(withdrawn(self.state, text))

    def _steer(self, text: str) -> None:
        """Say `text` into the turn; if it waited for the end, it no longer does."""
        self._withdraw(text)
        self._transcript.follow()
        self._show(steered(self.state, text))
        self._send(Steer(text))

    @work(group="picture", exclusive=True)
    async def on_composer_picture_wanted(self) -> None:
        folder = Path(self._settings.kept or gettempdir())
        picture = await asyncio.to_thread(clipboard_picture, os.environ, folder)
        if picture is not None:
            self._composer.add_picture(picture)
        else:
            self._composer.action_paste()

    def on_composer_keys_wanted(self) -> None:
        self._command("/keys")

    def _say(self, text: str) -> None:
        self._transcript.follow()
        self._show(sent(self.state, text))
        self._send(Say(text))

    @work(group="warm", exclusive=True)
    async def _warm(self) -> None:
        """Import what draws an answer before there is one."""
        await asyncio.to_thread(import_module, "agent_tui.tui.paint.markdown")

    def on_text_area_changed(self, message: TextArea.Changed) -> None:
        text = message.text_area.text
        self._show_sign()
        if not text:
            self._doubt.resume()
            self._panel.resume()
        self._show_activity()
        modes = tuple(str(mode) for mode in self._settings.modes)
        offered = completions(text, self._settings.models, modes, self._themes, self._customs)
        if self._composer.searching:
            self._menu.offer(self._composer.found())
        elif self._composer.mention is not None:
            self._offer_files(self._composer.mention)
        else:
            self._menu.offer([] if self._composer.lent else [Choice("command", *choice) for choice in offered])

    def _show_sign(self) -> None:
        """Say by the sign before the composer whether a command of the person is written, or keys are commands."""
        own = self._purpose == "say" and own_command(self._composer.text) is not None
        vim = self._composer.vim
        sign = f" {OWN} " if own else _COMMANDS_SIGN if vim is not None and vim.normal else _SIGN
        if sign != self._sign.content:
            self._sign.set_class(own, "own")
            self._sign.update(sign)

    def on_composer_vim_moved(self) -> None:
        self._show_sign()

    @work(group="mention", exclusive=True)
    async def _offer_files(self, words: str) -> None:
        names = await asyncio.to_thread(self._project.best, words, MOST_ROWS)
        if self._composer.mention == words and not self._composer.lent:
            self._menu.offer([Choice("file", name, word=one_line(name)) for name in names])

    def on_panel_given(self, message: Panel.Given) -> None:
        self._send(message.answer)
        self._composer.focus()

    def on_panel_look(self, message: Panel.Look) -> None:
        title = str(self._panel.border_title)
        self.push_screen(Large(message.view, self._palette(), title))

    def on_panel_words(self, message: Panel.Words) -> None:
        self._write_for(message.purpose)
        self._composer.focus()

    def _write_for(self, purpose: Purpose) -> None:
        """Use the composer for something that it holds the beginning of, or for the talk again."""
        if purpose == self._purpose:
            return
        if purpose == "say":
            self._composer.take_back()
        self._purpose = purpose
        self._composer.may_be_empty = purpose == "why"
        self._composer.placeholder = _PLACEHOLDERS[purpose]

    def _command(self, line: str) -> None:
        self._transcript.follow()
        typed = parse(line, self._customs)
        if isinstance(typed, Mistyped):
            self._show(note(self.state, typed.sentence, "warning"))
            return
        if isinstance(typed, Invoke):
            self._send(typed)
            return
        outcome = obey(typed, self.state, self._settings, self._themes)
        self._show(outcome.state)
        self._see_to(outcome)
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
        if outcome.switch is not None:
            self._switch(outcome.switch)
        if outcome.look is not None:
            self._look_at(outcome.look)
        if outcome.edit:
            self._warn(edit_full_screen(self, self._settings.editor, outcome.edit))

    @property
    def _customs(self) -> tuple[CustomCommand, ...]:
        return self._session.customs if self._session else ()

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
        rows = await asyncio.to_thread(find)
        self._show(table(self.state, title, rows))

    def _look_at(self, diff: Diff) -> None:
        files = len({change.path for change in diff.changes})
        title = f"edited in this session: {files} file{'s' * (files != 1)} +{diff.added:,} −{diff.removed:,}"
        self.push_screen(Large(diff, self._palette(), title))

    @work(group="export")
    async def _export(self, name: str) -> None:
        told = await asyncio.to_thread(exported, self.state.entries, Path(self._settings.cwd, name))
        self._show(note(self.state, told))

    def _warn(self, problem: str) -> None:
        """Tell the person one sentence, where there is one."""
        if problem:
            self._show(note(self.state, problem, "warning"))

    def action_stop(self) -> None:
        if self._purpose != "say":
            self._write_for("say")
            self._panel.focus()
        elif self.state.busy:
            self._send(Interrupt())

    def action_edit_draft(self) -> None:
        text, problem = edited(self, self._settings.editor, self._composer.whole)
        if problem:
            self._warn(problem)
        else:
            self._composer.replace_text(text)

    def action_undo_writing(self) -> None:
        self._composer.undo()

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
        if self._sessions is not None and self._session is not None:
            known = await asyncio.to_thread(self._sessions.all)
            past = session_rows(known, time.time(), self._session.session_id)
        rows = palette_rows(self._settings, self._themes, past, self._customs)
        chosen = await self.push_screen_wait(Picker("What to do", rows, self._palette())) or ""
        if chosen.startswith(KEY):
            await self.run_action(chosen.removeprefix(KEY))
        elif chosen.endswith(" "):
            self._composer.replace_text(chosen)
        elif chosen:
            self._command(chosen)

    def action_side(self) -> None:
        if self.size.width < _WIDE:
            self._say_at_edge(f"the side panel needs {_WIDE} columns")
        else:
            self.screen_stack[0].toggle_class("aside")

    def action_open_newest(self) -> None:
        self._transcript.toggle_newest()

    def action_find(self) -> None:
        if self._find.display:
            self._find.action_close(back=False)
        elif not isinstance(self.screen, Large):
            self._find.begin()

    def action_browse(self, by: int) -> None:
        self._transcript.browse(by)
        self._say_at_edge("↑ ↓ · enter opens · c copies · esc back")

    def on_transcript_copied(self, message: Transcript.Copied) -> None:
        self._copy(message.text, telling=False)

    def on_transcript_left(self) -> None:
        (self._panel if self._panel.display else self._composer).focus()

    def action_turn(self, by: int) -> None:
        self._transcript.turn(by)

    def action_scroll(self, pages: int) -> None:
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

    def action_cancel(self) -> None:
        selected = self.screen.get_selected_text() or self._composer.selected_text
        if selected:
            self._copy(selected, telling=False)
            self.screen.clear_selection()
        elif self._composer.text:
            self._composer.text = ""
        elif self._clock() - self._cancelled <= _TWICE:
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

    @work(group="leave", exclusive=True)
    async def _leave(self, *, keep: bool = False) -> None:
        """Leave; `keep` what is being written for the next start."""
        self._say_at_edge("leaving…")
        self._composer.finish(keep=keep)
        session, self._session = self._session, None
        if session is not None:
            await session.close()
        self.exit(0)

    def _say_at_edge(self, hint: str) -> None:
        """Say something at the right of the status line for a moment."""
        self._hint = hint
        self._status.show(Facts(self._settings, self.state, hint))
        self.set_timer(_TWICE, self._unsay)

    def _unsay(self) -> None:
        self._hint = ""
        self._status.show(Facts(self._settings, self.state))

    def _recolour(self) -> None:
        look = self._palette()
        for widget in (
            *(self._transcript, self._side, self._plan, self._waiting),
            *(self._doubt, self._panel, self._menu, self._status),
        ):
            widget.paint(look)
