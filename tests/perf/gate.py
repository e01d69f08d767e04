"""Prints, as JSON, what the app costs in figures that no clock is needed for.

Run as a program, so that a copy of the source with a fault in it can be measured just the same.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import msgspec
from msgspec import Struct
from textual.events import Key

from agent_tui.core.events import Delta, StepBegan
from agent_tui.perf.server import prose
from agent_tui.tui.app import AgentApp
from agent_tui.tui.state import ViewState, reduce
from agent_tui.tui.widgets.transcript import Transcript
from tests.tui.support import PlayedSession, began, make_app, replied

_UPDATE = 8
"""Tokens that come with one update of the screen."""
_TOKENS = 6_400
_SAMPLE = 40
"""Updates that are looked at, at the beginning and at the end."""
_SOME, _MESSAGES, _AT_ONCE = 200, 10_000, 100
_KEYS = 25
_DRAWN = 0.03
"""Seconds for what follows from a key."""


class Costs(Struct):
    """Counts, all of them independent of how quick the machine is."""

    calls_early: int
    calls_late: int
    """Python calls of some updates of a streamed answer, at its beginning and at its end."""
    key_before: int
    key_after: int
    """Python calls of a key and a scroll by a page, after some messages and after many."""
    widgets_before: int
    widgets_after: int
    """Widgets alive in an empty session, and after many messages."""
    painted: int
    """Messages that are kept painted then."""
    again_before: int
    again_after: int
    """Python calls, in the loop's own thread, of going on with a session of some messages and of many."""
    apps_left: int
    """Apps that are still in memory once several have ended."""


@contextmanager
def _counted() -> Iterator[list[int]]:
    """Counts the Python calls made herein."""
    calls = [0]

    def count(frame: FrameType, event: str, argument: object) -> None:
        calls[0] += event == "call"

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def _streamed(show: Callable[[ViewState], None], state: ViewState) -> tuple[int, int]:
    words = prose(_TOKENS)
    updates = ["".join(words[at : at + _UPDATE]) for at in range(0, len(words), _UPDATE)]
    state = reduce(reduce(state, began("Go.")), StepBegan(1, "demo"))
    costs = []
    for text in updates:
        state = reduce(state, Delta("text", text))
        with _counted() as calls:
            show(state)
        costs.append(calls[0])
    return sum(costs[_SAMPLE : 2 * _SAMPLE]), sum(costs[-2 * _SAMPLE : -_SAMPLE])


async def _lengthened(transcript: Transcript, state: ViewState, messages: int) -> None:
    for at in range(0, messages, _AT_ONCE):
        for number in range(at, at + _AT_ONCE, 2):
            state = reduce(reduce(state, began(f"Question {number}", number)), replied(f"Answer {number}"))
        transcript.show(state)
        await asyncio.sleep(0)


async def _typed(app: AgentApp) -> int:
    """Calls of a key and of what is drawn for it: the median of several."""
    costs = []
    for _ in range(_KEYS):
        with _counted() as calls:
            await app.on_event(Key("a", "a"))
            app.action_scroll(-1)
            await asyncio.sleep(_DRAWN)
        costs.append(calls[0])
    return sorted(costs)[_KEYS // 2]


async def _taken_up(messages: int) -> int:
    """Calls until the messages are on the screen; those of other threads do not count."""
    talk = [(began(f"Question {number}", number), replied(f"Answer {number}")) for number in range(0, messages, 2)]
    app = make_app(PlayedSession([event for turn in talk for event in turn]))
    with _counted() as calls:
        async with app.run_test(size=(100, 30)) as pilot:
            while len(app.query_one(Transcript).column.rows) < messages:
                await pilot.pause(_DRAWN)
    return calls[0]


async def _long(messages: int) -> tuple[int, int, int, int]:
    """Widgets before and after so many messages, calls of a key then, and messages that are kept painted."""
    app = make_app(PlayedSession())
    async with app.run_test(size=(100, 30)) as pilot:
        transcript = app.query_one(Transcript)
        before = len(app.query("*"))
        await _lengthened(transcript, ViewState(model="demo"), messages)
        await pilot.pause()
        after, painted = len(app.query("*")), sum(row.strips is not None for row in transcript.column.rows)
        return before, after, await _typed(app), painted


async def measured() -> Costs:
    async with make_app(PlayedSession()).run_test(size=(100, 30)) as pilot:
        transcript = pilot.app.query_one(Transcript)
        early, late = _streamed(transcript.show, ViewState(model="demo"))
    del pilot, transcript
    _, _, key_before, _ = await _long(_SOME)
    before, after, key_after, painted = await _long(_MESSAGES)
    again = await _taken_up(_SOME), await _taken_up(_MESSAGES)
    return Costs(early, late, key_before, key_after, before, after, painted, *again, await _left())


async def _left() -> int:
    for _ in range(3):
        async with make_app(PlayedSession()).run_test() as pilot:
            await pilot.pause()
    del pilot
    gc.collect()
    return sum(isinstance(each, AgentApp) for each in gc.get_objects())


if __name__ == "__main__":
    sys.stdout.write(msgspec.json.encode(asyncio.run(measured())).decode())
