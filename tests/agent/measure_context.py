"""Measures the counting of a conversation of 200,000 tokens, and how long the event loop waits meanwhile."""

from __future__ import annotations

import asyncio
import resource
import time
from collections.abc import Awaitable
from itertools import count
from pathlib import Path

from agent_tui.agent.compaction import Compaction
from agent_tui.agent.context import Context
from agent_tui.agent.counted import Counted
from agent_tui.agent.outfit import Outfit
from agent_tui.agent.windowed import Windowed
from agent_tui.core.budget import Shares
from agent_tui.core.conversation import Conversation
from agent_tui.core.messages import Call, ToolMessage, UserMessage
from agent_tui.model.tokens import TokenCounter
from tests.support.scripted import FlatPrices, ScriptedProvider, say
from tests.support.windows import MemoryOutputs

TOKENS = 200_000
_PAGE = 8_000
"""Characters of one result."""
_TICK = 0.001


class Longest:
    """How long the event loop was held up at most."""

    def __init__(self) -> None:
        self.seconds = 0.0

    async def watch(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(_TICK)
            self.seconds = max(self.seconds, time.perf_counter() - began - _TICK)


def source() -> str:
    """The text of this project's own code: what a coding agent reads."""
    root = Path(__file__).parents[2] / "agent_tui"
    return "\n".join(path.read_text() for path in sorted(root.rglob("*.py")))


def talk(text: str, counter: TokenCounter) -> Conversation:
    """Turns that read pages of `text`, over and over, until there are enough tokens; no two pages are the same."""
    conversation, tokens = Conversation(), 0
    for number in count():
        if tokens >= TOKENS:
            return conversation
        at = number * _PAGE % max(1, len(text) - _PAGE)
        page = f"page {number}\n{text[at : at + _PAGE]}"
        tokens += counter.plain(page)
        call = Call(str(number), "read_file", f'{{"path":"f{number}.py"}}')
        conversation.add(UserMessage(f"read page {number}"))
        conversation.add(say("", call).message)
        conversation.answer(ToolMessage(call.id, call.name, page))
    return conversation


async def took(name: str, work: Awaitable[object], counted: Counted) -> None:
    """Print how long `work` takes, how long the loop waited for it, and how many parts it counted."""
    longest, before = Longest(), counted.anew
    watching = asyncio.create_task(longest.watch())
    await asyncio.sleep(10 * _TICK)
    began = time.perf_counter()
    await work
    seconds = time.perf_counter() - began
    watching.cancel()
    print(
        f"{name:<36}{seconds * 1000:>9.1f} ms   loop held {longest.seconds * 1000:>5.1f} ms   "
        f"{counted.anew - before:>4} parts counted"
    )


async def main() -> None:
    """Measure and print."""
    tokens = TokenCounter()
    counted = Counted(tokens)
    provider = ScriptedProvider()
    context = Context(provider, lambda: "openai/gpt-5", lambda _: Outfit("system", ()))
    window = Windowed(context, Compaction(provider, ""), counted, MemoryOutputs(), FlatPrices(400_000), Shares())
    await took("load the encoding", asyncio.to_thread(counted.load), counted)
    conversation = talk(source(), tokens)
    await took("count 200,000 tokens, first time", window.pressure(conversation), counted)
    await took("count again, nothing changed", window.pressure(conversation), counted)
    conversation.add(UserMessage("one more"))
    await took("count after one more message", window.pressure(conversation), counted)
    await took("list all parts", window.inspected(conversation), counted)
    await took("foresee the next request", window.foreseen(conversation), counted)
    await took("what of it is useful", window.useless(conversation), counted)
    size = (await window.pressure(conversation)).tokens
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{len(conversation)} messages, {size:,} tokens; {peak} MB at most")


if __name__ == "__main__":
    asyncio.run(main())
