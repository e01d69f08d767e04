"""Prints, as JSON, what a streamed answer of 2,000 tokens costs in frames and bytes.

Run as a program, so that a copy of the source with a fault in it can be measured just the same.
"""

from __future__ import annotations

import asyncio
import selectors
import sys
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from textual._compositor import CompositorUpdate
from textual.screen import Screen

from agent_tui.core.events import Delta, Event, StepBegan
from agent_tui.perf.server import prose
from agent_tui.tui.app import AgentApp
from agent_tui.tui.bridge import carry
from tests.tui import support as s

TOKENS = 2_000
RATE = 150
"""Tokens a second."""
_TOGETHER = 6
"""Tokens that one update of the screen brings then."""


_DRAWN = 0.01
"""Seconds for an update to be drawn; where they are too few, there are fewer frames."""


class Streamed(Struct):
    """Counts, all of them independent of how quick the machine is."""

    updates: int
    """Of the screen, by a clock that only the stream moves on."""
    bundles: int
    """The updates that were drawn and counted."""
    frames: int
    bytes: int
    """What the frames would have sent to a terminal."""


class _Leaping(selectors.DefaultSelector):
    """Waits for nothing: its clock goes at once to where the wait would end."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found and timeout:
            self.now += timeout
        return found


class _Clockwork(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._leaping = _Leaping()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.now


class Drawing(AgentApp):
    """An app that counts what it would send to a terminal."""

    CSS_PATH = s.STYLES
    frames = 0
    sent = 0

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate):
            written = self._frames.lessened(renderable).render_segments(self.console)
            self.frames += bool(written)
            self.sent += len(written.encode())


async def _tokens() -> AsyncIterator[Event]:
    yield StepBegan(1, "demo")
    for word in prose(TOKENS):
        await asyncio.sleep(1 / RATE)
        yield Delta("text", word)


def _updates() -> int:
    shown: list[Sequence[Event]] = []
    with asyncio.Runner(loop_factory=_Clockwork) as runner:
        runner.run(carry(_tokens(), shown.append))
    return len(shown)


async def _drawn(updates: int) -> Streamed:
    session, words = s.PlayedSession(), prose(TOKENS)
    app = Drawing(session.opened, s.SETTINGS, s.Clock())
    async with app.run_test(size=(120, 40)) as pilot:
        session.play(s.began("Go."), StepBegan(1, "demo"))
        await pilot.pause(0.2)
        app.frames = app.sent = bundles = 0
        for at in range(0, len(words), _TOGETHER):
            app._take((Delta("text", "".join(words[at : at + _TOGETHER])),))
            await asyncio.sleep(_DRAWN)
            bundles += 1
        await pilot.pause()
        return Streamed(updates, bundles, app.frames, app.sent)


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(asyncio.run(_drawn(_updates()))).decode())
