from __future__ import annotations

import asyncio

import pytest

from agent_tui.model.coalesce import INTERVAL, Coalescer, Kind


@pytest.fixture
def sent() -> list[tuple[Kind, str]]:
    return []


@pytest.fixture
def pieces(sent: list[tuple[Kind, str]]) -> Coalescer:
    return Coalescer(lambda kind, text: sent.append((kind, text)))


async def test_the_first_piece_goes_at_once_and_later_ones_together(
    pieces: Coalescer, sent: list[tuple[Kind, str]]
) -> None:
    for text in "abcd":
        pieces.add("text", text)
    assert sent == [("text", "a")]
    await asyncio.sleep(INTERVAL * 3)
    assert sent == [("text", "a"), ("text", "bcd")]


async def test_after_a_pause_the_next_piece_goes_at_once(pieces: Coalescer, sent: list[tuple[Kind, str]]) -> None:
    pieces.add("text", "a")
    await asyncio.sleep(INTERVAL * 3)
    pieces.add("text", "b")
    assert sent == [("text", "a"), ("text", "b")]
    pieces.close()


async def test_kinds_keep_their_order(pieces: Coalescer, sent: list[tuple[Kind, str]]) -> None:
    pieces.add("reasoning", "r")
    pieces.add("reasoning", "s")
    pieces.add("text", "t")
    pieces.add("call", "read_file")
    pieces.add("call", "grep")
    pieces.flush()
    pieces.close()
    assert sent == [("reasoning", "r"), ("reasoning", "s"), ("text", "t"), ("call", "read_file"), ("call", "grep")]


async def test_nothing_comes_after_closing(pieces: Coalescer, sent: list[tuple[Kind, str]]) -> None:
    pieces.add("text", "a")
    pieces.add("text", "b")
    pieces.close()
    await asyncio.sleep(INTERVAL * 3)
    assert sent == [("text", "a")]
