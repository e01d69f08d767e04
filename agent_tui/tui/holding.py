"""Opens the session, goes over to another one, and leaves."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from textual import events, work

from agent_tui.core.errors import UserError
from agent_tui.core.events import Event
from agent_tui.core.marks import mark
from agent_tui.core.ports import Session, Sessions
from agent_tui.core.sanitise import sanitise
from agent_tui.tui.bridge import carry
from agent_tui.tui.commands import Typed
from agent_tui.tui.drawn import REST
from agent_tui.tui.paint.ahead import shown_ready
from agent_tui.tui.reading import ReadingApp
from agent_tui.tui.resuming import session_rows
from agent_tui.tui.screens.picker import Picker
from agent_tui.tui.state import ViewState, begun_anew, note, reduce
from agent_tui.tui.takeover import keys_of
from agent_tui.tui.unsent import Unsent
from agent_tui.tui.widgets.column import Column
from agent_tui.tui.widgets.trust import Trust

_FORKED = "You go on in a copy; the session it was made of stays as it is, and /resume goes back to it."


class HoldingApp(ReadingApp):
    """The app with the session that it holds."""

    async def on_unmount(self) -> None:
        self._standing.end()
        self._measure_no_more()
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
        mark("app live", time.monotonic())
        held, self._held = self._held or [], None
        for event in [*keys_of(self._typed.rest), *held]:
            await super().on_event(event)
        self._keep_look()
        if self._settings.untrusted and self._outside.trust is not None:
            self._doubt.ask(self._settings.untrusted)
        else:
            self._open()

    def on_trust_decided(self, message: Trust.Decided) -> None:
        self._composer.focus()
        self._open(self._outside.trust if message.trusted else None)

    def _open(self, first: Callable[[], None] | None = None) -> None:
        """Do `first`, then open the session and send it what was asked for meanwhile."""
        try:
            if first is not None:
                first()
        except UserError as error:
            self._fail(error)
        else:
            self._enter()

    def _fail(self, error: UserError) -> None:
        self.exit(error.exit_code, return_code=error.exit_code, message=sanitise(str(error)))

    @work(group="change", exclusive=True)
    async def _enter(self) -> None:
        try:
            session = await self._open_session()
        except UserError as error:
            self._fail(error)
            return
        self.set_timer(REST, self._warm)
        await self._remember(session.history)
        self._hold(session)
        self._carried = self._carry(session)
        if self._settings.pick:
            self._switch(Typed("resume", ""))

    async def _remember(self, history: Sequence[Event]) -> None:
        """Show what was said before."""
        while history:
            before = self.state
            after, column = await asyncio.to_thread(self._relived, history, before)
            # What was told meanwhile must not be lost.
            if self.state is before:
                self._transcript.take_over(column, after)
                self._show(after)
                return

    def _relived(self, history: Sequence[Event], before: ViewState) -> tuple[ViewState, Column]:
        """The state that `history` leads to, and what is shown of it. Blocks."""
        after = functools.reduce(reduce, history, before)
        return after, self._transcript.column.another(after.entries)

    def _switch(self, typed: Typed) -> None:
        """Change to the session that a command asks for."""
        session, sessions = self._session, self._outside.sessions
        if session is None or sessions is None:
            self._warn("There is no other session to change to.")
        elif self.state.busy:
            self._warn(f"The agent is at work; stop it with Esc, then /{typed.name}.")
        elif typed.name == "fork" and not (self.state.ways.points or self.state.ways.ends):
            self._warn("Nothing was said yet that a copy could begin with.")
        elif typed.name == "fork":
            self._change(partial(sessions.fork, session.session_id), session, _FORKED)
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

    def _change(self, other: Callable[[], Awaitable[Session]], session: Session, told: str = "") -> None:
        """Put another session in the place of this one, which is closed; what is said from now on is for the other."""
        self._session = None
        self._exchange(other, session, told)

    @work(group="change", exclusive=True)
    async def _exchange(self, other: Callable[[], Awaitable[Session]], session: Session, told: str) -> None:
        try:
            fresh = await other()
        except UserError as error:
            self._warn(str(error))
            self._hold(session)
            return
        await session.close()
        await self._carried.wait()
        self._show(begun_anew(self.state))
        await self._remember(fresh.history)
        if told:
            self._show(note(self.state, told))
        self._hold(fresh)
        self._carried = self._carry(fresh)

    def _hold(self, session: Session) -> None:
        """Have `session` for what is asked, and send it what was asked for meanwhile."""
        self._session = session
        waiting, self._early = self._early, []
        for op in waiting:
            session.send(op)

    @work(exclusive=True)
    async def _carry(self, session: Session) -> None:
        await carry(shown_ready(session.events(), lambda: self._palette().code_theme), self._take)

    @work(group="warm", exclusive=True)
    async def _warm(self) -> None:
        """Import what draws an answer before there is one, and draw with it once."""
        look = self._palette()

        def warmed() -> None:
            from agent_tui.tui.paint.warm import warm

            warm(look)

        await asyncio.to_thread(warmed)
        self._rest()

    @work(group="leave", exclusive=True)
    async def _leave(self, *, keep: bool = False) -> None:
        """Leave; `keep` what is being written for the next start."""
        self._say_at_edge("leaving…")
        self._composer.finish(keep=keep)
        if not keep:
            self._unsaid.drop()
        # The turn that ends now gives up what waited for its end.
        self._unsaid = Unsent()
        session, self._session = self._session, None
        if session is not None:
            await session.close()
        self.exit(0)
