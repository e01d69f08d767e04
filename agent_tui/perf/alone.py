"""What LiteLLM costs by itself, which no way of using it can save."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from agent_tui.perf.figures import Figure
from agent_tui.perf.room import LOCAL, Room

_TOKENS = 1_000
_WHOLE = 10_000
_PROGRAM = f"""
import asyncio, os, time, litellm

async def answer(prompt):
    asked = [{{"role": "user", "content": prompt}}]
    stream = await litellm.acompletion(model="openai/perf", messages=asked, stream=True)
    async for _ in stream:
        pass

async def main():
    await answer("perf hello")
    began = time.process_time()
    await answer("perf stream {_TOKENS} 0")
    print(time.process_time() - began)

asyncio.run(main())
"""


def streamed(room: Room) -> Iterator[Figure]:
    """The CPU time of an answer that nobody looks at."""
    _, printed = room.timed(sys.executable, "-c", _PROGRAM, also=LOCAL)
    yield Figure(ALONE, "s", (float(printed) * _WHOLE / _TOKENS,))


ALONE = "10,000 tokens: CPU of LiteLLM alone"
