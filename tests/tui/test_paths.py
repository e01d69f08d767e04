"""Paths completed with Tab."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from agent_tui.tui.paths import path_word
from tests.tui.stage import stage
from tests.tui.support import SETTINGS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop").mkdir()
    for name in ("cart.py", "card.py", "my notes.txt", ".hidden"):
        (tmp_path / "shop" / name).touch()
    (tmp_path / "shelf").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("before", "command", "word"),
    [
        ("cat sh", True, "sh"),
        ("look at sh", False, ""),
        ("look at ./sh", False, "./sh"),
        ("see ~", False, "~"),
        ("cat my\\ no", True, "my\\ no"),
        ("see @shop/", False, ""),
        ("cat ", True, ""),
    ],
)
def test_what_is_a_path(before: str, command: bool, word: str) -> None:
    assert path_word(before, command=command) == word


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("written", "tabs", "text"),
    [
        ("!cat sho", 1, "!cat shop/"),
        ("!!cat shop/ca", 1, "!!cat shop/car"),
        ("!shop/cart", 1, "!shop/cart.py "),
        ("!cat shop/my", 1, "!cat shop/my\\ notes.txt "),
        ("!cat shop/.h", 1, "!cat shop/.hidden "),
        ("!cat shop/car", 2, "!cat shop/card.py "),
        ("see shop/cart", 1, "see shop/cart.py "),
        ("see shop", 1, "see shop"),
        ("!cat nothing", 1, "!cat nothing"),
    ],
)
async def test_tab_completes_as_far_as_is_certain(folder: Path, written: str, tabs: int, text: str) -> None:
    async with stage(settings=replace(SETTINGS, cwd=str(folder))) as on:
        await on.press(*written)
        for _ in range(tabs):
            await on.press("tab")
        assert on.composer.text == text


@pytest.mark.asyncio
async def test_where_nothing_is_certain_the_choices_are_offered(folder: Path) -> None:
    async with stage(settings=replace(SETTINGS, cwd=str(folder))) as on:
        await on.press(*"!ls sh", "tab")
        assert on.marked() == "shelf/"
        await on.press("down", "enter")
        assert on.composer.text == "!ls shop/"
        assert on.session.heard == []
