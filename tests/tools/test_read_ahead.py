from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from agent_tui.core.errors import ToolFailed
from tests.tools.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Files that have settled, so that their texts may be kept."""
    bench = Bench(tmp_path)
    for name in ("src/one.py", "src/two.py", "notes.md", "Makefile"):
        bench.put(name, f"{name} has a needle\n")
    bench.put("large.txt", "x\n" * (1 << 20))
    bench.put("needle.bin", b"\0needle")
    (bench.root.parent / "outside.py").write_text("a needle\n")
    (bench.root / "link.py").symlink_to("../outside.py")
    os.mkfifo(bench.root / "pipe.py")
    time.sleep(0.15)
    return bench


def kept(bench: Bench) -> int:
    """How many bytes of text are kept once nothing more comes."""
    last, size = -1, 0
    while size != last or not size:
        time.sleep(0.1)
        last, size = size, bench.ws.cache.bytes
    return size


async def test_what_a_message_names_is_a_hit_when_it_is_read(bench: Bench) -> None:
    bench.ws.ahead.from_words(f"Please look at `src/one.py:12`, @notes.md and {bench.root}/src/two.py.")
    kept(bench)
    for name in ("src/one.py", "notes.md", "src/two.py"):
        assert (await bench.call("read_file", path=name)).text.startswith(f"1\t{name} has a needle\n")
    assert (bench.ws.cache.hits, bench.ws.cache.misses) == (3, 0)


async def test_what_a_search_finds_is_a_hit_when_it_is_read(bench: Bench) -> None:
    await bench.call("grep", pattern="has a needle", path="src")
    kept(bench)
    await bench.call("read_file", path="src/two.py")
    assert (bench.ws.cache.hits, bench.ws.cache.misses) == (1, 0)


async def test_a_wrong_guess_changes_nothing_that_can_be_seen(bench: Bench) -> None:
    before = bench.snapshot()
    bench.ws.ahead.from_words("src/one.py none.py ../outside.py link.py pipe.py large.txt needle.bin src/ . /")
    assert kept(bench) < 1000
    assert (bench.ws.cache.hits, bench.ws.cache.misses) == (0, 0)
    assert bench.snapshot() == before
    with pytest.raises(ToolFailed, match=r"Read src/one.py first"):
        await bench.call("edit_file", path="src/one.py", old="needle", new="pin")
    (bench.root / "src" / "one.py").write_text("changed\n")
    assert (await bench.call("read_file", path="src/one.py")).text.startswith("1\tchanged\n")


def test_noting_never_waits_and_keeps_few(bench: Bench) -> None:
    for number in range(40):
        bench.put(f"f{number}.py", "x" * 10_000)
    time.sleep(0.15)
    began = time.perf_counter()
    bench.ws.ahead.from_words(" ".join(f"f{number}.py" for number in range(40)))
    bench.ws.ahead.from_words("a." * 1_000_000 + "a" * 1_000_000)
    assert time.perf_counter() - began < 0.05
    assert kept(bench) < 10 * 11_000
