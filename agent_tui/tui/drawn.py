"""What the app shows, and how what happens comes to the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from agent_tui.core.events import Event
from agent_tui.core.ops import Foresee, Op
from agent_tui.core.ports import Session
from agent_tui.tui import calls
from agent_tui.tui.activity import activity
from agent_tui.tui.commands import OWN, own_command
from agent_tui.tui.early.draft import Draft
from agent_tui.tui.early.terminal import Early
from agent_tui.tui.foresight import Foresight
from agent_tui.tui.inviting import Purpose, invitation, keys
from agent_tui.tui.lifted import Lifted
from agent_tui.tui.measured import MeasuredApp
from agent_tui.tui.mentions import Project
from agent_tui.tui.outside import Outside
from agent_tui.tui.past import Past
from agent_tui.tui.remap import aliases
from agent_tui.tui.settings import Settings
from agent_tui.tui.standing import Standing
from agent_tui.tui.state import ViewState, note, reduce
from agent_tui.tui.unsent import Unsent
from agent_tui.tui.vim.keys import Vim
from agent_tui.tui.widgets.composer import Composer
from agent_tui.tui.widgets.find import Find
from agent_tui.tui.widgets.menu import Menu
from agent_tui.tui.widgets.plan import Plan
from agent_tui.tui.widgets.question import Panel
from agent_tui.tui.widgets.side import Side
from agent_tui.tui.widgets.status import Facts, Status
from agent_tui.tui.widgets.transcript import Transcript
from agent_tui.tui.widgets.trust import Trust
from agent_tui.tui.widgets.waiting import Rows, Waiting

_LIFTED = "↑ ↓ others · enter puts it back · ctrl+c drops it"
"""What can be done with a text of the queue."""
TWICE = 2.0
"""Seconds in which a second Ctrl+C leaves, and for which a word stands at the edge."""
WIDE = 100
"""Columns from which on there is room for the side panel."""
_SHORT = 12
"""Rows under which only the essentials are drawn."""
_LOW = 20
"""Rows under which the plan is not drawn."""

_SIGN = " › "

REST = 0.3
"""Seconds after which nothing more is expected at once."""


_NOTHING = Outside()


class DrawnApp(MeasuredApp):
    """The app as it is drawn; what keys do is for those that build on it."""

    _ticker: Timer
    """Runs while the agent works; made once there is a loop."""

    def __init__(
        self,
        open_session: Callable[[], Awaitable[Session]],
        settings: Settings,
        clock: Callable[[], float] = time.monotonic,
        outside: Outside = _NOTHING,
        early: Early | None = None,
    ) -> None:
        super().__init__(settings, outside, early)
        self.state = ViewState(
            model=settings.model,
            mode=settings.mode,
            thoughts=settings.thoughts,
            streaming=settings.streaming,
            mouse=settings.mouse,
            vim=settings.vim,
        )
        self._open_session = open_session
        self._project = Project(outside.files)
        self._clock = clock
        self._session: Session | None = None
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
        self._unsaid = Unsent(kept, "queue")
        self._lifted: Lifted | None = None
        """The text of the queue that is being written on."""
        self._waits: tuple[str, ...] = ()
        """What is kept of what waits to be said."""
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

    def on_resize(self, event: events.Resize) -> None:
        main = self.screen_stack[0]
        main.set_class(event.size.height < _SHORT, "short")
        main.set_class(event.size.height < _LOW, "low")
        main.set_class(event.size.width < WIDE, "narrow")

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
            if not state.busy:
                self.set_timer(REST, self._rest)
        self._tell_speed(state.vitals)
        self._show_waiting()
        self._show_activity()
        self._show_keys()

    def _be_watched(self, *, on: bool) -> None:
        """Have the loop watched over, or no longer."""
        self._unwatch()
        watch = self._outside.watch
        self._unwatch = watch(asyncio.get_running_loop()) if on and watch else lambda: None

    def _rest(self) -> None:
        """Do what can wait until nothing is done."""
        if self._outside.tidy is not None and not self.state.busy:
            self._outside.tidy()

    def _show_waiting(self) -> None:
        queued = self.state.queued if self.state.working else ()
        if not self.state.busy:
            self._lifted = None
        lifted = self._lifted
        self._composer.queued = bool(queued)
        self._composer.lifted = lifted is not None
        self._keep_waiting((*self.state.steered, *queued))
        edits = "" if self.state.asked else "↑ edits · "
        usual = f"{edits}{self._now.lower()} sends now" if queued else ""
        self._waiting.show(Rows(self.state.steered, queued, lifted, _LIFTED if lifted else usual))

    @property
    def _now(self) -> str:
        """What sends something to the agent at work."""
        return "Ctrl+Enter" if self._settings.tells_keys_apart else "/steer"

    def _show_keys(self) -> None:
        """Say in the empty composer and at the edge what can be pressed now."""
        composer, working = self._composer, self.state.working
        composer.placeholder = invitation(
            self._purpose, searching=composer.searching, stashed=composer.stashed, now=self._now if working else ""
        )
        special = keys(
            self._purpose,
            searching=composer.searching,
            choosing=self._menu.choice is not None,
            browsing=self._transcript.browsing,
            aside=self._panel.aside,
        )
        self._status.show(Facts(self._settings, self.state, self._hint or special))

    def _keep_waiting(self, texts: tuple[str, ...]) -> None:
        """Keep what waits to be said against a crash."""
        if texts != self._waits:
            self._waits = texts
            self._unsaid.write("\n\n".join(texts))

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
        self._panel.ask(asked, call.name if call else "this", len(self.state.asked) - 1)
        if asked is None:
            self._composer.focus()

    def _write_for(self, purpose: Purpose) -> None:
        """Use the composer for something that it holds the beginning of, or for the talk again."""
        if purpose == self._purpose:
            return
        if purpose == "say":
            self._composer.take_back()
        self._purpose = purpose
        self._composer.may_be_empty = purpose == "why"
        self._show_keys()

    def _show_sign(self) -> None:
        """Say by the sign before the composer whether a command of the person is written, or keys are commands."""
        own = self._purpose == "say" and own_command(self._composer.text) is not None
        vim = self._composer.vim
        sign = f" {OWN} " if own else f" {vim.sign} " if vim is not None and vim.normal else _SIGN
        if sign != self._sign.content:
            self._sign.set_class(own, "own")
            self._sign.update(sign)

    @on(Menu.Marked)
    def _menu_changed(self) -> None:
        self._show_keys()

    def on_composer_searched(self) -> None:
        self._show_keys()

    def on_composer_vim_moved(self) -> None:
        self._show_sign()

    def _send(self, op: Op) -> None:
        if self._session is None:
            self._early.append(op)
        else:
            self._session.send(op)

    def _warn(self, problem: str) -> None:
        """Tell the person one sentence, where there is one."""
        if problem:
            self._show(note(self.state, problem, "warning"))

    def _say_at_edge(self, hint: str) -> None:
        """Say something at the right of the status line for a moment."""
        self._hint = hint
        self._show_keys()
        self.set_timer(TWICE, self._unsay)

    def _unsay(self) -> None:
        self._hint = ""
        self._show_keys()
