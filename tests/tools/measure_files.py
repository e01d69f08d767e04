"""Measures the file tools on real files: medians in milliseconds. An argument names the directory that is searched."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from agent_tui.agent.dispatch import Dispatch
from agent_tui.core.verdicts import Mode
from agent_tui.tools.cache import TextCache
from agent_tui.tools.ripgrep import command, ripgrep
from agent_tui.tools.search import Query
from tests.support.scripted import ScriptedGate, call
from tests.tools.bench import Bench

RUNS = 15
PATTERN = r"def \w+_name\("


async def medians(*works: Callable[[], Awaitable[object]]) -> list[float]:
    """Milliseconds of each, run in turn so that all meet the same machine; the first round only warms up."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS + 1):
        for work, took in zip(works, times, strict=True):
            began = time.perf_counter()
            await work()
            took.append((time.perf_counter() - began) * 1000)
    return [statistics.median(took[1:]) for took in times]


def show(name: str, milliseconds: float, note: str = "") -> None:
    print(f"{name:<40}{milliseconds:>10.2f} ms  {note}")


async def searching(bench: Bench, root: Path) -> None:
    """The tool against the same process alone, its output thrown away."""
    program = ripgrep()
    if program is None:
        print("ripgrep is not installed: searching is not measured")
        return
    words = command(program, Query(PATTERN, str(root)))
    run = partial(subprocess.run, words, cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)

    async def alone() -> None:
        run()

    bare, ours = await medians(alone, lambda: bench.call("grep", pattern=PATTERN, path=str(root)))
    found = await bench.call("grep", pattern=PATTERN, path=str(root))
    show("rg alone", bare, str(root))
    show("grep", ours, f"{ours / bare:.2f} times rg; {found.summary}")


async def reading(bench: Bench) -> None:
    """The same files as one batch of a reply, one after the other, and by `open`."""
    names = [f"read{number}.py" for number in range(50)]
    for name in names:
        bench.put(name, "".join(f"value_{line} = {name!r}\n" for line in range(400)))
    await asyncio.sleep(0.2)

    act = Dispatch(bench.tools, ScriptedGate(), lambda: Mode.ASK)

    async def together(count: int) -> None:
        calls = [call("read_file", str(number), path=name) for number, name in enumerate(names[:count])]
        async for _ in act(calls):
            pass

    async def hops(count: int) -> None:
        await asyncio.gather(*(asyncio.to_thread(int) for _ in range(count)))

    async def in_turn(count: int) -> None:
        for name in names[:count]:
            await bench.call("read_file", path=name)

    async def plain(count: int) -> None:
        for name in names[:count]:
            (bench.root / name).read_bytes().decode()

    for count in (3, 10, 50):
        works = (plain, in_turn, together, hops)
        opened, single, batch, bare = await medians(*(partial(work, count) for work in works))
        show(f"{count} files by open", opened)
        show(f"{count} files by read_file, in turn", single)
        show(f"{count} files by read_file, in a batch", batch, f"of which going to threads and back {bare:.2f} ms")
    print(f"cache: {bench.ws.cache.hits} hits, {bench.ws.cache.misses} misses, {bench.ws.cache.bytes:,} bytes")


async def knowing(bench: Bench) -> None:
    """A text that is kept against one that is read."""
    path = str(bench.put("known.py", "".join(f"value_{line} = {line}\n" for line in range(40_000))))
    await asyncio.sleep(0.2)

    async def hit() -> None:
        bench.ws.known(path)

    async def miss() -> None:
        bench.ws.cache = TextCache()
        bench.ws.known(path)

    (missed,) = await medians(miss)
    (known,) = await medians(hit)
    show("text of a file, read", missed, f"{Path(path).stat().st_size:,} bytes")
    show("text of a file, kept", known)


async def editing(bench: Bench) -> None:
    path = bench.put("large.txt", "a line of text\n" * 700_000 + "MARK 0\n")
    await bench.call("read_file", path="large.txt", limit=1)
    numbers = iter(range(RUNS + 1))

    async def edit() -> None:
        number = next(numbers)
        await bench.call("edit_file", path="large.txt", old=f"MARK {number}\n", new=f"MARK {number + 1}\n")

    (took,) = await medians(edit)
    show("edit_file", took, f"{path.stat().st_size:,} bytes, on the disk, undoable")


async def paging(bench: Bench) -> None:
    path = bench.root / "huge.txt"
    with path.open("wb") as file:
        for _ in range(256):
            file.write(b"a short line\n" * 80_000)
    began = time.perf_counter()
    await bench.call("read_file", path="huge.txt", offset=1_000_000)
    took = (time.perf_counter() - began) * 1000
    tracemalloc.start()
    await bench.call("read_file", path="huge.txt", offset=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    show("a page of a large file", took, f"{path.stat().st_size:,} bytes; {peak:,} of memory")


async def main(root: Path) -> None:
    with tempfile.TemporaryDirectory() as directory:
        bench = Bench(Path(directory))
        await searching(bench, root)
        await reading(bench)
        await knowing(bench)
        await editing(bench)
        await paging(bench)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1] if len(sys.argv) > 1 else Path(asyncio.__file__).parent.parent).resolve()))
