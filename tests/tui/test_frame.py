from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from agent_tui.tui.frame import Frames

WIDTH, HEIGHT, SPLIT = 12, 10, 11
CONSOLE = Console(width=WIDTH, height=HEIGHT, force_terminal=True, _environ={})

_texts = st.lists(st.sampled_from(["", "one", "two", "three", "日本", "four"]), min_size=30, max_size=30)
_steps = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3), st.booleans()), max_size=12)


def strip(text: str, width: int) -> Strip:
    return Strip([Segment(text)]).adjust_cell_length(width)


def frame(texts: list[str], top: int, bar: int) -> list[dict[int, Strip | None]]:
    """Lines of a text from `top`, beside a bar whose thumb is at line `bar`."""
    return [
        {0: strip(texts[top + y], SPLIT), SPLIT: strip("#" if y == bar else "|", WIDTH - SPLIT)} for y in range(HEIGHT)
    ]


def chops(lines: list[dict[int, Strip | None]], *, bar: bool) -> ChopsUpdate:
    ends = [[SPLIT, WIDTH] for _ in lines]
    spans = [(y, 0, WIDTH if bar else SPLIT) for y in range(HEIGHT)]
    return ChopsUpdate(lines, spans, ends)


@given(_texts, _steps)
@settings(max_examples=150, deadline=None)
def test_the_terminal_shows_what_it_would_with_everything_sent(
    texts: list[str], steps: list[tuple[int, int, bool]]
) -> None:
    frames, screens = Frames(WIDTH), (pyte.Screen(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT))
    lessened, plain = (pyte.Stream(screen) for screen in screens)
    thumb = 0
    first = [list(line.values()) for line in frame(texts, 0, thumb)]
    layout = LayoutUpdate([[piece for piece in line if piece] for line in first], Region(0, 0, WIDTH, HEIGHT))
    plain.feed(layout.render_segments(CONSOLE))
    lessened.feed(frames.sequences(layout, CONSOLE))
    for top, bar, with_bar in steps:
        thumb = bar if with_bar else thumb
        update = chops(frame(texts, top, thumb), bar=with_bar)
        plain.feed(update.render_segments(CONSOLE))
        lessened.feed(frames.sequences(update, CONSOLE))
        assert screens[0].display == screens[1].display


@pytest.mark.parametrize("by", [1, 3])
def test_a_scroll_sends_only_the_lines_that_are_new(by: int) -> None:
    texts = [f"line {number}" for number in range(30)]
    frames = Frames(WIDTH)
    frames.sequences(chops(frame(texts, 0, 0), bar=True), CONSOLE)
    sent = frames.sequences(chops(frame(texts, by, 0), bar=False), CONSOLE)
    assert [text for text in texts if text in sent and text != "line 1"] == texts[HEIGHT : HEIGHT + by]


def test_nothing_is_sent_twice_and_all_is_sent_after_forgetting() -> None:
    frames = Frames(WIDTH)
    update = chops(frame(["a"] * 30, 0, 0), bar=True)
    first = frames.sequences(update, CONSOLE)
    assert frames.sequences(update, CONSOLE) == ""
    frames.forget()
    assert frames.sequences(update, CONSOLE) == first
