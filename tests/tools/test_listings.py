from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_tui.core.views import Paths
from agent_tui.tools.listings import Listings
from tests.tools.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def settle() -> None:
    """Wait until a later change would surely show in the times of a directory."""
    time.sleep(0.15)


async def names(bench: Bench) -> list[str]:
    view = (await bench.call("glob", pattern="**")).view
    assert isinstance(view, Paths)
    return sorted(view.names)


async def test_a_second_listing_is_a_hit_and_both_rates_can_be_seen(bench: Bench) -> None:
    bench.put("d/f", "x\n")
    settle()
    for _ in range(3):
        assert await names(bench) == ["d/f"]
        await bench.call("read_file", path="d/f")
    kept = bench.ws.kept()
    assert [(one.name, one.hits, one.misses) for one in kept] == [("files", 2, 1), ("listings", 2, 1)]
    assert all(one.bytes > 0 for one in kept)


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "new").touch(),
        lambda root: (root / "d" / "e" / "new").touch(),
        lambda root: (root / "d" / "f").unlink(),
        lambda root: (root / "d" / "f").rename(root / "d" / "g"),
        lambda root: (root / ".gitignore").write_text("f\n"),
        lambda root: (root / "d").rename(root / "moved"),
    ],
)
async def test_a_change_by_anyone_is_seen_at_once(bench: Bench, change: Callable[[Path], object]) -> None:
    bench.put("d/f", "x")
    bench.put("d/e/f", "x")
    bench.put(".gitignore", "none\n")
    settle()
    before = await names(bench)
    change(bench.root)
    after = await names(bench)
    assert after != before
    assert after == sorted(Listings().files(str(bench.root)))


async def test_a_change_right_after_another_is_seen(bench: Bench) -> None:
    for number in range(50):
        bench.put(f"f{number}", "x")
        assert len(await names(bench)) == number + 1


async def test_our_own_writes_are_seen_even_in_a_directory_that_was_empty(bench: Bench) -> None:
    bench.put("f", "x")
    (bench.root / "empty").mkdir()
    settle()
    assert await names(bench) == ["f"]
    await bench.call("write_file", path="empty/new", content="x\n")
    assert await names(bench) == ["empty/new", "f"]
    bench.undo.undo()
    assert await names(bench) == ["f"]


def test_a_listing_lives_for_a_moment_only(tmp_path: Path) -> None:
    (tmp_path / "f").touch()
    settle()
    listings = Listings(life=0.05)
    for _ in range(2):
        listings.files(str(tmp_path))
    time.sleep(0.06)
    listings.files(str(tmp_path))
    assert (listings.hits, listings.misses) == (1, 2)


def test_listings_keep_within_their_room(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / ("x" * 200)).touch()
    settle()
    listings = Listings(room=1200)
    for number in range(8):
        listings.files(str(tmp_path / str(number)))
    assert 0 < listings.bytes <= 1200
    listings.files(str(tmp_path / "7"))
    assert listings.hits == 1
