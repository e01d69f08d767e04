from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent_tui.model.entries import Entry
from agent_tui.model.pricelist import LIFE, read

ONE = b'{"acme/one": {"max_input_tokens": 1, "input_cost_per_token_above_200k_tokens": 3}}'
TWO = b'{"acme/one": {"max_input_tokens": 2, "input_cost_per_token_above_200k_tokens": 3}}'


class Shop:
    """A table, the file that keeps it, and a clock."""

    def __init__(self, place: Path) -> None:
        self.table, self.kept = place / "table.json", place / "state" / "models.msgpack"
        self.now = 1_000.0
        self.table.write_bytes(ONE)
        self._stat = self.table.stat()

    def window(self) -> int:
        entries = read(self.table, self.kept, lambda: self.now)
        assert entries is not None
        assert entries["acme/one"].tiers[0].input == 3
        return int(entries["acme/one"].max_input_tokens or 0)

    def change_unseen(self) -> None:
        """Write other entries so that the file looks the same."""
        self.table.write_bytes(TWO)
        os.utime(self.table, ns=(self._stat.st_atime_ns, self._stat.st_mtime_ns))


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_table_is_kept_for_an_hour(shop: Shop) -> None:
    assert shop.window() == 1
    shop.change_unseen()
    shop.now += LIFE - 1
    assert shop.window() == 1
    shop.now += 1
    assert shop.window() == 2


def test_another_table_counts_at_once(shop: Shop) -> None:
    assert shop.window() == 1
    shop.table.write_bytes(TWO)
    assert shop.window() == 2


def test_a_clock_that_went_back_keeps_nothing_for_ever(shop: Shop) -> None:
    assert shop.window() == 1
    shop.change_unseen()
    shop.now -= 1
    assert shop.window() == 2


def test_what_cannot_be_kept_or_read_is_done_without(shop: Shop) -> None:
    shop.kept.parent.mkdir()
    shop.kept.write_bytes(b"no such thing")
    assert shop.window() == 1
    shop.change_unseen()
    assert shop.window() == 1
    shop.kept.unlink()
    shop.kept.mkdir()
    assert shop.window() == 2
    assert list(shop.kept.parent.iterdir()) == [shop.kept]


@pytest.mark.parametrize("raw", [b"no json", b"[]"])
def test_a_table_that_is_none_is_told_as_none(shop: Shop, raw: bytes) -> None:
    shop.table.write_bytes(raw)
    assert read(shop.table, None) is None
    shop.table.unlink()
    assert read(shop.table, None) is None


def test_only_entries_that_make_sense_are_taken(shop: Shop) -> None:
    shop.table.write_bytes(b'{"a": 1, "b": {"max_input_tokens": 5}}')
    assert read(shop.table, None) == {"b": Entry(5)}
