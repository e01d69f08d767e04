"""A running app with the session that is played to it, for tests that press keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from agent_tui.core.events import Event
from agent_tui.core.ports import Sessions
from agent_tui.tui.app import AgentApp
from agent_tui.tui.settings import Settings
from agent_tui.tui.widgets.composer import Composer
from agent_tui.tui.widgets.menu import Menu
from agent_tui.tui.widgets.question import Panel
from agent_tui.tui.widgets.transcript import Transcript
from tests.tui.support import SETTINGS, Clock, PlayedSession, make_app


class Stage:
    """A running app with the session that is played to it."""

    def __init__(self, app: AgentApp, session: PlayedSession, clock: Clock, pilot: Pilot[int]) -> None:
        self.app = app
        self.session = session
        self.clock = clock
        self.pilot = pilot
        self.composer = app.query_one(Composer)
        self.transcript = app.query_one(Transcript)

    async def press(self, *keys: str) -> None:
        """Press keys in quick succession, and wait for what they do."""
        await self.pilot.press(*keys)
        while self.app.query_one(Panel).held:
            self.clock.now += 0.1
            await self.pilot.pause(0.05)

    async def play(self, *events: Event) -> None:
        self.session.play(*events)
        await self.pilot.pause(0.25)

    async def answerable(self) -> None:
        """Wait until keys answer a question that has just appeared."""
        self.clock.now += 1.0
        await self.pilot.pause()

    def left(self) -> int | None:
        """The exit code, once the person has left and the session is closed."""
        return self.app.return_code if self.session.closed else None

    def marked(self) -> str | None:
        """The choice of the menu that Enter would take."""
        choice = self.app.query_one(Menu).choice
        return choice.text if choice else None

    def shown(self) -> str:
        column = self.transcript.column
        column.settle(0, column.height)
        return "\n".join(column.line(y).text.rstrip() for y in range(column.height))


@asynccontextmanager
async def stage(
    size: tuple[int, int] = (100, 30),
    settings: Settings = SETTINGS,
    files: Callable[[], Sequence[str]] = tuple,
    sessions: Sessions | None = None,
) -> AsyncIterator[Stage]:
    session, clock = PlayedSession(), Clock()
    app = make_app(session, settings, clock, files, sessions)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield Stage(app, session, clock, pilot)
