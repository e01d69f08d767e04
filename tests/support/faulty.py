"""The app with a fault in one place, for tests in a real terminal: `python -m tests.support.faulty PLACE`."""

from __future__ import annotations

import inspect
import sys
from collections.abc import AsyncIterator

from textual.app import ComposeResult
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.cli.fault import report, tell_in_one_sentence
from agent_tui.cli.opening import opened
from agent_tui.core import events as e
from agent_tui.core.events import Event
from agent_tui.core.messages import Request
from agent_tui.core.ops import Op, Say
from agent_tui.core.ports import Session
from agent_tui.tui import app as real
from agent_tui.tui.app import AgentApp
from agent_tui.tui.outside import Outside
from agent_tui.tui.running import shown
from tests.agent.test_engine import Bench
from tests.support.scripted import say
from tests.tui import support as s


class Failing(s.PlayedSession):
    """Fails once it is spoken to."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self._where = where

    def send(self, op: Op) -> None:
        super().send(op)
        if isinstance(op, Say):
            if self._where == "send":
                raise KeyError(SECRET)
            self.play(s.began(op.text), s.replied("What was said before."), e.StepBegan(2, "demo"))

    async def events(self) -> AsyncIterator[Event]:
        async for event in super().events():
            yield event
            if self._where == "events" and isinstance(event, e.StepBegan):
                raise KeyError(SECRET)

    async def close(self) -> None:
        await super().close()
        if self._where == "close":
            raise KeyError(SECRET)


class Torn(Widget):
    """A widget that cannot be drawn once something was said."""

    def on_mount(self) -> None:
        self.set_interval(0.1, self.refresh)

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        app = self.app
        if isinstance(app, AgentApp) and app.state.answer:
            raise KeyError(SECRET)
        return Strip.blank(self.size.width)


class Tearing(AgentApp):
    """The app with such a widget in it."""

    CSS_PATH = inspect.getfile(real).replace(".py", ".tcss")
    CSS = "Torn { height: 1; }"

    def compose(self) -> ComposeResult:
        yield Torn()
        yield from super().compose()


SECRET = "sk-thisisnotakeyofanyone0000"


def broken(_: Request) -> e.Replied:
    """A model that fails as no model does."""
    raise KeyError(SECRET)


def main(where: str) -> int:
    """Run the app on a session that fails in `where`, or with a widget that does."""
    tell_in_one_sentence()

    async def session() -> Session:
        if where == "open":
            raise KeyError(SECRET)
        return Bench(say("What was said before."), broken, fault=report).engine if where == "engine" else Failing(where)

    kind = Tearing if where == "widget" else AgentApp
    with opened() as early:
        return shown(kind(session, s.SETTINGS, outside=Outside(report=report), early=early), s.SETTINGS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
