"""Measures the file tools on real files: medians of several runs, in milliseconds."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from pathlib import Path

from agent_tui.core.messages import Call
from agent_tui.core.views import Result
from agent_tui.tools.edit_file import edit_file
from agent_tui.tools.grep import grep
from agent_tui.tools.read_file import read_file
from agent_tui.tools.registry import Tools
from agent_tui.tools.ripgrep import ripgrep
from agent_tui.tools.undo import Undo
from agent_tui.tools.workspace import Workspace

RUNS = 15
PATTERN = r"def \w+_name\("


class Bench:
    """The tools over one directory."""

    def __init__(self, root: Path, store: Path) -> None:
        self.ws = Workspace(root, store)
        undo = Undo(self.ws, store / "undo", lambda: 1)
        self.tools = Tools((edit_file, grep, read_file), {"ws": self.ws, "undo": undo})

    async def call(self, name: str, **arguments: object) -> Result:
        return await self.tools.bind(Call("1", name, json.dumps(arguments))).run(lambda _: None)


async def median(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds; the first run only warms up."""
    times = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        await work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[1:])


def show(name: str, milliseconds: float, note: str = "") -> None:
    print(f"{name:<44}{milliseconds:>10.2f} ms  {note}")


async def searching(bench: Bench, root: Path) -> None:
    program = ripgrep()
    if program is None:
        print("ripgrep is not installed; the search is not measured")
        return
    command = (program, "--no-config", "--hidden", "--glob", "!.git", "--json", "-e", PATTERN, "--", ".")

    async def bare() -> None:
        await asyncio.to_thread(subprocess.run, command, cwd=root, capture_output=True, stdin=subprocess.DEVNULL)

    alone = await median(bare)
    ours = await median(lambda: bench.call("grep", pattern=PATTERN))
    found = await bench.call("grep", pattern=PATTERN)
    show("rg alone", alone, str(root))
    show("grep", ours, f"{ours / alone:.2f} of rg alone; {found.summary}")


async def reading(bench: Bench, base: Path) -> None:
    paths = []
    for number in range(50):
        path = base / f"read{number}.py"
        path.write_text("".join(f"value_{line} = {number}\n" for line in range(400)))
        paths.append(str(path))

    async def together(count: int) -> None:
        await asyncio.gather(*(bench.call("read_file", path=path) for path in paths[:count]))

    async def one_by_one(count: int) -> None:
        for path in paths[:count]:
            await bench.call("read_file", path=path)

    async def plain(count: int) -> None:
        for path in paths[:count]:
            with open(path, encoding="utf-8") as file:  # noqa: PTH123 - it is what is compared with
                file.read()

    await asyncio.sleep(0.2)
    for count in (3, 10, 50):
        show(f"plain open, {count} files", await median(lambda count=count: plain(count)))
        show(f"read_file one by one, {count} files", await median(lambda count=count: one_by_one(count)))
        show(f"read_file in a batch, {count} files", await median(lambda count=count: together(count)))
    cache = bench.ws.cache
    show(
        "text known, read before",
        await known(bench, paths[0], fresh=False),
        f"{cache.hits} hits, {cache.misses} misses",
    )
    show("text known, file new each time", await known(bench, paths[0], fresh=True))


async def known(bench: Bench, path: str, *, fresh: bool) -> float:
    async def once() -> None:
        if fresh:
            bench.ws.cache.clear()
        bench.ws.known(path)

    return await median(once)


async def editing(bench: Bench, base: Path) -> None:
    path = base / "large.txt"
    path.write_text("a line of some text\n" * (10 << 20 >> 4) + "MARK 0\n")
    await bench.call("read_file", path=str(path), limit=1)
    marks = iter(range(RUNS + 2))

    async def edit() -> None:
        number = next(marks)
        await bench.call("edit_file", path=str(path), old=f"MARK {number}\n", new=f"MARK {number + 1}\n")

    show("edit_file", await median(edit), f"{path.stat().st_size / 1e6:.1f} MB, synced to the disk")


async def paging(bench: Bench, base: Path) -> None:
    path = base / "huge.txt"
    with path.open("wb") as file:
        for _ in range(256):
            file.write(b"a short line\n" * 80_000)
    tracemalloc.start()
    began = time.perf_counter()
    await bench.call("read_file", path=str(path), offset=1_000_000)
    took = (time.perf_counter() - began) * 1000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    show("a page of a large file", took, f"{path.stat().st_size / 1e6:.0f} MB; peak {peak / 1e6:.1f} MB")


async def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        base = Path(directory)
        root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(asyncio.__file__).parent.parent).resolve()
        await searching(Bench(root, base / "store"), root)
        bench = Bench(base, base / "store")
        await reading(bench, base)
        await editing(bench, base)
        await paging(bench, base)


if __name__ == "__main__":
    asyncio.run(main())
