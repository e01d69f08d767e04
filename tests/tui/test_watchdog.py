from __future__ import annotations

import asyncio
import time

from agent_tui.core.stalls import Stall
from agent_tui.tui.watchdog import Watchdog


async def _told_of(work: float) -> list[Stall]:
    """What is told while one step of the loop takes `work` seconds and others take none."""
    loop, told, heard = asyncio.get_running_loop(), list[Stall](), asyncio.Event()

    def hear(stall: Stall) -> None:
        if "_dawdle" in stall.stack:
            told.append(stall)
            loop.call_soon_threadsafe(heard.set)

    watchdog = Watchdog(loop, hear, limit=0.1)
    await asyncio.sleep(0.05)
    _dawdle(work)
    if work:
        await asyncio.wait_for(heard.wait(), 5)
    watchdog.stop()
    return told


def _dawdle(seconds: float) -> None:
    time.sleep(seconds)


async def test_a_step_that_takes_long_is_told_with_where_it_was() -> None:
    (stall,) = await _told_of(0.5)
    assert stall.seconds >= 0.25


async def test_a_loop_that_only_waits_is_not_stalled() -> None:
    assert not await _told_of(0.0)
