"""The process that counts tokens."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from agent_tui.model.counting import Counting
from agent_tui.model.encodings import bundled
from agent_tui.model.tokens import TokenCounter
from tests.model.waiting import wait

Children = Callable[[], list[int]]


@pytest.fixture
def encodings() -> Path:
    found = bundled()
    assert found is not None
    return found


@pytest.fixture
def children() -> Children:
    """Looks for the processes that count which were not there before."""

    def found() -> Iterator[int]:
        for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
            with suppress(OSError):
                if b"agent_tui.model.counting" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    yield int(pid)

    others = set(found())
    return lambda: [pid for pid in found() if pid not in others]


pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")


def test_any_text_is_counted(encodings: Path) -> None:
    counting = Counting(encodings)
    assert counting.count("o200k_base", "hello world") == 2
    assert counting.count("cl100k_base", "hello world") == 2
    assert counting.count("o200k_base", "one\n\ntwo 0 3\n") == 8
    assert (counting.count("o200k_base", "a \ud800 b") or 0) > 2
    assert counting.count("o200k_base", "") == 0


def test_it_is_started_once_more_where_it_was_ended(encodings: Path, children: Children) -> None:
    counting = Counting(encodings)
    for _ in range(2):
        assert counting.count("o200k_base", "hello world") == 2
        (child,) = children()
        os.kill(child, signal.SIGKILL)
    assert counting.count("o200k_base", "hello world") is None


def test_counts_are_estimates_again_where_it_cannot_be_kept(encodings: Path, children: Children) -> None:
    counter = TokenCounter(lambda: encodings)
    assert counter.load()
    for _ in range(2):
        assert counter.plain("hello world") == 2
        (child,) = children()
        os.kill(child, signal.SIGKILL)
    assert counter.plain("hello world " * 9) == TokenCounter().plain("hello world " * 9)
    assert not counter.exact


def test_it_ends_with_whoever_counts(encodings: Path, children: Children) -> None:
    counter = TokenCounter(lambda: encodings)
    assert counter.load()
    assert len(children()) == 1
    del counter
    gc.collect()
    wait(lambda: not children())


def test_it_counts_nothing_where_there_are_no_encodings(tmp_path: Path) -> None:
    assert Counting(tmp_path).count("o200k_base", "hello") is None
