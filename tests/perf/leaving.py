"""Prints, as JSON, of which of our classes there are more objects after each further session.

Run as a program, so that a copy of the source with a fault in it can be measured just the same.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import msgspec
from msgspec import Struct

from agent_tui.compose import assemble
from agent_tui.config.load import load
from agent_tui.config.options import Options
from agent_tui.config.places import places
from agent_tui.core.events import Delta, StepBegan, Stopped
from agent_tui.core.ops import Say
from agent_tui.perf.server import prose
from tests.tui import support as s

_BEFORE, _COUNTED = 1, 3
"""Sessions after which what is made once is there, and sessions after those."""
_TOKENS = 200


class Left(Struct):
    """Classes of which there are more objects with each session, and how many more after all of them."""

    apps: dict[str, int]
    """By the app, which has shown an answer and a panel."""
    engines: dict[str, int]
    """By a session of the demo model that has read files."""


async def _app() -> None:
    session = s.PlayedSession()
    async with s.make_app(session).run_test() as pilot:
        deltas = [Delta("text", word) for word in prose(_TOKENS)]
        session.play(*s.WORK, StepBegan(2, "demo"), *deltas, s.replied(s.ANSWER), Stopped("done"))
        await pilot.pause()
        await pilot.press(*"/perf", "enter", "ctrl+e", "ctrl+p", "escape", *"/help", "enter")
        await pilot.pause()


async def _engine(home: Path) -> None:
    loaded = load({"model.name": "demo"}, {}, home, places({"HOME": str(home)}))
    session = await assemble(Options(str(home)), loaded)
    session.send(Say("explain this project"))
    async for event in session.events():
        if isinstance(event, Stopped):
            break
    await session.close()


async def _growth(one: Callable[[], Awaitable[None]]) -> dict[str, int]:
    for _ in range(_BEFORE):
        await one()
    counts = [_alive()]
    for _ in range(_COUNTED):
        await one()
        counts.append(_alive())
    # What is made once, or is in the last frame of a session, does not come again with each.
    each = [after - before for before, after in pairwise(counts)]
    return {name: counts[-1][name] - counts[0][name] for name in counts[-1] if all(name in grown for grown in each)}


def _alive() -> Counter[str]:
    gc.collect()
    kinds = (type(each) for each in gc.get_objects())
    return Counter(f"{kind.__module__}.{kind.__name__}" for kind in kinds if kind.__module__.startswith("agent_tui."))


def _left(home: Path) -> Left:
    (home / "README.md").write_text("# Shop\n")
    os.environ["HOME"] = str(home)
    return Left(asyncio.run(_growth(_app)), asyncio.run(_growth(lambda: _engine(home))))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(msgspec.json.encode(_left(Path(folder))).decode())
