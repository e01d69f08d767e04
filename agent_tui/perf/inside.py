"""Parts of agent by themselves, in a process of their own: prints their figures as JSON."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import msgspec

import agent_tui
from agent_tui.agent.counted import Counted
from agent_tui.core.messages import UserMessage
from agent_tui.model.tokens import TokenCounter
from agent_tui.perf.figures import Figure
from agent_tui.perf.room import Room
from agent_tui.tools.read_file import read_file
from agent_tui.tools.workspace import Workspace

_TOKENS = 200_000
_PAGE = 8_000
"""Characters of one message."""
_MODEL = "openai/gpt-5"
_FILES, _LINES, _SHOWN = 20, 5_000, 200
"""Files, their lines, and lines of a read."""
_SETTLED = 0.2
"""Seconds after which a file that was written counts as one that stays."""


def inside(room: Room) -> Iterator[Figure]:
    """Counting tokens, and reading files that are at hand."""
    _, printed = room.timed(sys.executable, "-m", "agent_tui.perf.inside")
    yield from msgspec.json.decode(printed, type=tuple[Figure, ...])


def _counting() -> Iterator[Figure]:
    tokens = TokenCounter()
    counted = Counted(tokens)
    yield Figure("token counting: first load", "ms", (_took(counted.load),))
    talk, size = [], 0
    text = "\n".join(path.read_text() for path in sorted(Path(agent_tui.__file__).parent.rglob("*.py")))
    for number in count():
        at = number * _PAGE % max(1, len(text) - _PAGE)
        talk.append(UserMessage(f"page {number}\n{text[at : at + _PAGE]}"))
        size += tokens.plain(talk[-1].text)
        if size >= _TOKENS:
            break
    weigh = counted.weigher(_MODEL)
    first = _took(lambda: sum(map(weigh, talk)))
    talk.append(UserMessage("one more"))
    again = _took(lambda: sum(map(weigh, talk)))
    yield Figure("token counting: 200,000 tokens", "ms", (first,))
    yield Figure("token counting: after one more message", "ms", (again,))
    yield Figure("token counting: a second", "tokens", (size / first * 1000,))


async def _reading() -> tuple[Figure, ...]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        names = [f"read_{number}.py" for number in range(_FILES)]
        for name in names:
            (root / name).write_text("".join(f"value_{line} = {name!r}\n" for line in range(_LINES)))
        await asyncio.sleep(_SETTLED)
        ws = Workspace(root, root / ".outputs")
        missed, hit = [[await _read(ws, name) for name in names] for _ in range(2)]
    return (
        Figure("read cache: miss", "ms", tuple(missed)),
        Figure("read cache: hit", "ms", tuple(hit)),
        Figure("read cache: hit over miss", "×", tuple(one / other for one, other in zip(hit, missed, strict=True))),
    )


async def _read(ws: Workspace, name: str) -> float:
    began = time.perf_counter()
    await read_file.run({"ws": ws}, {"path": name, "limit": _SHOWN})
    return (time.perf_counter() - began) * 1000


def _took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode((*_counting(), *asyncio.run(_reading()))))
