"""The embedded model: rules, not a language model, so that the first run needs no key and tests need no network."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncGenerator

import msgspec

from agent_tui.core.messages import AssistantMessage, Call
from agent_tui.model.demo_rules import next_move
from agent_tui.model.estimate import estimated
from agent_tui.model.wire import Complete, Done, Piece

NAME = "demo"
_RATE = 400.0
_CHARACTERS_A_TOKEN = 4
_PIECE = re.compile(r"\s*\S{1,12}\s?|\s+")


async def stream(job: Complete) -> AsyncGenerator[Piece | Done, None]:
    """Stream one reply, at `AGENT_DEMO_RATE` tokens a second (0 is as fast as it goes)."""
    move = next_move(job.request)
    rate = float(os.environ.get("AGENT_DEMO_RATE") or _RATE)
    debt = 0.0
    for found in _PIECE.finditer(move.text):
        yield Piece(job.id, "text", found.group())
        debt += len(found.group()) / _CHARACTERS_A_TOKEN / rate if rate else 0.0
        if debt > 0.01:
            await asyncio.sleep(debt)
            debt = 0.0
    calls = tuple(
        Call(f"demo_{len(job.request.messages)}_{number}", tool, msgspec.json.encode(arguments).decode())
        for number, (tool, arguments) in enumerate(move.calls)
    )
    for call in calls:
        yield Piece(job.id, "call", call.name)
    message = AssistantMessage(move.text, calls=calls, model=NAME)
    yield Done(job.id, message, "tool_calls" if calls else "stop", estimated(job.request, message))
