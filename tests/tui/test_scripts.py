"""Writing systems and lengths that shift a layout which counts characters for cells."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from agent_tui.core.events import Event, Stopped
from agent_tui.core.views import Result, Screen
from agent_tui.tui.paint.line import folded
from agent_tui.tui.signs import signs
from agent_tui.tui.wrapping import breaks
from tests.tui.stage import stage
from tests.tui.support import began, call_began, call_ended, replied

TEXTS = {
    "east asian": "漢字かな交じり文、한국어도 " * 40,
    "combining": "e\u0301a\u0308o\u0302 " * 90,
    "emoji": "👩\u200d👩\u200d👧 🇩🇪 👍🏽 ❤\ufe0f " * 30,
    "right to left": "שלום עולם مرحبا بالعالم " * 30,
    "one line": "x" * 100_000,
    "one wide line": "漢" * 100_000,
}


def talk(text: str) -> tuple[Event, ...]:
    shown = Result(text, Screen("cat file", f"{text}\n", 0))
    return (
        began(text),
        call_began("b", "bash", text[:300]),
        call_ended("b", "bash", shown),
        replied(f"{text}\n\n| {text[:200]} | b |\n|---|---|\n| 1 | 2 |\n\n```py\n{text[:500]}\n```\n"),
        Stopped("done"),
    )


@pytest.mark.asyncio
@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_no_line_is_wider_than_the_screen(name: str, size: tuple[int, int]) -> None:
    async with stage(size) as on:
        widgets = len(on.app.screen.query("*"))
        await on.play(*talk(TEXTS[name]))
        await on.press("ctrl+o")
        column, width = on.transcript.column, on.transcript.size.width
        column.settle(0, column.height)
        lines = [column.line(y) for y in range(column.height)]
        assert all(line.cell_length == cell_len(line.text) <= width for line in lines)
        assert len(on.app.screen.query("*")) == widgets
        await on.press(*"ok")
        assert on.composer.text == "ok"


@pytest.mark.parametrize(
    "text", ["e\u0301" * 90, "👩\u200d👩\u200d👧" * 50, "1\ufe0f\u20e3❤\ufe0f" * 50, "🇩🇪" * 70, "漢" * 99]
)
def test_nothing_is_lost_and_no_sign_is_cut_where_a_line_is_broken(text: str) -> None:
    parts = list(folded(text, 31))
    assert "".join(parts) == text
    assert all(26 <= cell_len(part) <= 31 for part in parts[:-1])
    assert [sign for part in parts for sign, _ in signs(part)] == [sign for sign, _ in signs(text)]
    assert list(breaks(text, 31)) == [sum(map(len, parts[:end])) for end in range(1, len(parts))]
