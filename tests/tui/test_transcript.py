"""The column of cells: its sums hold, and text that arrived in pieces looks as if it had come whole."""

from __future__ import annotations

import random
import sys
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.strip import Strip

from agent_tui.core import events as e
from agent_tui.core.events import Event
from agent_tui.core.views import Matches, Result, Screen
from agent_tui.tui.bridge import FEW, INTERVAL, PAUSE, Pace, joined
from agent_tui.tui.entries import Reply
from agent_tui.tui.paint.blocks import Block, Code, Prose, cut, last
from agent_tui.tui.paint.flow import Flow
from agent_tui.tui.paint.line import folded, strip
from agent_tui.tui.paint.markdown import Painter
from agent_tui.tui.paint.palette import palette
from agent_tui.tui.paint.pieces import pieces
from agent_tui.tui.state import ViewState, reduce
from agent_tui.tui.theme import DARK, LIGHT
from agent_tui.tui.widgets.column import Column
from tests.tui.support import ANSWER, BATCH, BATCH_END, DIFF, Clock, began, call_began, call_ended, replied

LOOK = palette(DARK)

EVENTS: tuple[Event, ...] = (
    began("one"),
    began("two\nlines " + "wide " * 60),
    e.StepBegan(1, "m"),
    e.Delta("text", "some words\n\n- a list\n- of two\n\n"),
    e.Delta("text", "```python\nx = 1\n"),
    e.Delta("text", "```\n\n日本語の文章 " * 9),
    e.Delta("reasoning", "because\n"),
    replied(ANSWER, "all of it"),
    e.Retrying("Overloaded.", 2, 1.0),
    *BATCH,
    *BATCH_END,
    call_began("x", "bash", "pytest"),
    e.CallProgress("x", "line\n" * 7),
    call_ended("x", "bash", Result("1 failed", Screen("pytest", "1 failed", 1), failed=True)),
    call_began("y", "edit_file", "a.py"),
    e.Asked("y", "writes", DIFF),
    e.Answered("y", False, reason="no"),
    call_ended("y", "edit_file", Result("refused", failed=True)),
    call_began("z", "grep", "x"),
    call_ended("z", "grep", Result("", Matches("x", (), 0, 0))),
    e.Notice("a sentence " * 30, "warning"),
    e.Cleared(),
    e.Stopped("interrupted"),
)
ACTIONS = st.one_of(
    st.sampled_from(EVENTS),
    st.tuples(st.just("width"), st.sampled_from((12, 20, 41, 80, 120))),
    st.tuples(st.just("toggle"), st.integers(0, 30)),
    st.tuples(st.just("look"), st.integers(0, 100)),
    st.tuples(st.just("thoughts"), st.booleans()),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTIONS, min_size=6, max_size=40))
def test_heights_are_the_sums_of_what_is_painted(actions: list[Event | tuple[str, int]]) -> None:
    width, thoughts, state = 80, False, ViewState()
    column = Column(LOOK, width, Clock())
    for action in actions:
        match action:
            case ("width", int(width)):
                column.look(LOOK, width, thoughts)
            case ("thoughts", bool(thoughts)):
                column.look(LOOK, width, thoughts)
            case ("toggle", int(index)):
                if index < len(column.rows) and column.rows[index].strips is not None:
                    column.toggle(index)
            case ("look", int(top)):
                column.settle(top, 10)
            case tuple():
                raise AssertionError(action)
            case event:
                before = state
                state = reduce(state, event)
                column.sync(state.entries, min(before.settled, state.settled))
        _check(column, width)
    assert [row.entry for row in column.rows] == list(state.entries)
    column.settle(0, 10**6)
    _check(column, width)
    assert all(row.strips is not None for row in column.rows)


def _check(column: Column, width: int) -> None:
    for row in column.rows:
        if row.strips is not None:
            assert row.height == len(row.strips)
            assert all(line.cell_length == cell_len(line.text) <= width for line in row.strips)
    tops = [0, *accumulate(row.height for row in column.rows)]
    assert column.height == tops[-1]
    for top, row in zip(tops, column.rows, strict=False):
        if row.strips:
            assert column.line(top) is row.strips[0]
            assert column.line(top + row.height - 1) is row.strips[-1]


def test_what_settling_paints_above_the_view_moves_it_down() -> None:
    state = ViewState()
    for n in range(30):
        state = reduce(reduce(state, began(f"{n}", n)), replied("word " * 200 + "\n\n```\nx\n```"))
    column = Column(LOOK, 60, Clock())
    column.sync(state.entries, 0)
    column.settle(column.height - 10, 10)
    mark = column.line(column.height - 3)
    below = 3
    for _ in range(40):
        top = column.height - below - 20
        column.settle(max(0, top), 20)
        assert column.line(column.height - 3) is mark
        below += 7


def _whole(text: str, width: int) -> list[str]:
    flow = Flow(Painter(LOOK, width))
    flow.take(text)
    return [line.text for line in _all(flow)]


def _all(flow: Flow) -> list[Strip]:
    flow.settle(0, sys.maxsize)
    return list(flow.lines)


PIECES = st.sampled_from(
    (
        "word ",
        "two words",
        "\n",
        "\n\n",
        "- item\n",
        "1. first\n",
        "2. second\n\n",
        "   more\n",
        "```python\n",
        "  ```sh\n",
        "   ```\n",
        "- [x] ",
        "x = '''\n",
        "```\n",
        "~~~\n",
        "# head\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "> said\n",
        "`code` ",
        "**b**",
        "日本",
        "\t",
        "```",
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25), st.integers(0, 10**6), st.sampled_from((14, 40, 90)))
def test_markdown_in_pieces_is_markdown_whole(pieces: list[str], seed: int, width: int) -> None:
    text = "".join(pieces)
    flow = Flow(Painter(LOOK, width))
    at, chance = 0, random.Random(seed)
    while at < len(text):
        at = min(len(text), at + chance.randint(1, 9))
        flow.take(text[:at])
        if chance.random() < 0.5:
            flow.settle(chance.randint(0, 20), chance.randint(0, 40))
    assert [line.text for line in _all(flow)] == _whole(text, width)


def test_a_long_open_block_of_code_paints_its_finished_part_once() -> None:
    flow = Flow(Painter(LOOK, 80))
    text = "```python\n" + "x = 1\n" * 39 + "\n"
    text = text + text.removeprefix("```python\n") * 4
    flow.take(text)
    first = _all(flow)
    assert flow.take(text + "y = 2\n") >= 150
    second = _all(flow)
    assert sum(one is other for one, other in zip(first, second, strict=False)) >= 150
    flow.take(text + "y = 2\n```\n")
    closed = _all(flow)
    assert all(one is other for one, other in zip(second, closed, strict=True))
    assert [line.text.rstrip() for line in closed][-3:] == ["   x = 1", "", "   y = 2"]
    assert len(closed) == 201


def test_code_is_not_parted_inside_a_string() -> None:
    code = 'def f():\n    """Say.\n' + "    word\n\n" * 60 + '    """\n\n' + "x = 1\n\n" * 40
    parts = list(pieces([Code(code.rstrip("\n"), "python")]))
    assert len(parts) > 1
    assert parts[0].text.endswith("x = 1")
    assert "\n".join(part.text for part in parts) == code.rstrip("\n")
    assert [part.goes_on for part in parts] == [True] * (len(parts) - 1) + [False]


def test_a_long_list_and_a_long_line_are_parted_where_nobody_sees_it() -> None:
    items = "".join(f"- item {n} of the list\n" for n in range(100))
    line = "many words " * 2000
    blocks, rest = cut(f"{items}\n{line}\n\nThe end")
    assert [block.goes_on for block in blocks] == [True] * 4 + [False] + [True] * 5
    assert [block.goes_on for block in last(rest)] == [False, False]
    shown = _whole(items, 80)
    assert len(shown) == 100
    assert [line.split()[1:3] for line in shown] == [["item", str(n)] for n in range(100)]


class Counting(Painter):
    """Counts the blocks that it paints."""

    painted = 0

    def block(self, block: Block) -> list[Strip]:
        self.painted += 1
        return super().block(block)


def test_what_is_not_in_sight_is_not_painted() -> None:
    text = "".join(f"Paragraph {n} of some words.\n\n" for n in range(500))
    painter = Counting(LOOK, 80)
    flow = Flow(painter)
    flow.take(text)
    flow.settle(len(flow.lines) - 20, len(flow.lines))
    assert painter.painted <= 12
    flow.take(text + "More")
    assert flow.settle(len(flow.lines) - 20, len(flow.lines)) == 0
    assert painter.painted <= 13


def test_blocks_are_cut_where_markdown_ends_them() -> None:
    text = "A paragraph.\n\n- a\n\n- b\n\n  more of b\n\nAfter it.\n```py\nx\n\ny\n```\nThe end"
    blocks, rest = cut(text)
    assert blocks == [
        Prose("A paragraph."),
        Prose("- a\n\n- b\n\n  more of b"),
        Prose("After it."),
        Code("x\n\ny", "py"),
    ]
    assert last(rest) == [Prose("The end")]


def test_a_reply_repaints_only_from_where_it_changed() -> None:
    text = "".join(f"Paragraph {n} of some words.\n\n" for n in range(50))
    state = reduce(ViewState(), e.Delta("text", text))
    column = Column(LOOK, 80, Clock())
    column.sync(state.entries, 0)
    column.settle(0, 10**6)
    before = column.height
    state = reduce(state, e.Delta("text", "One more."))
    dirty = column.sync(state.entries, 0)
    assert before <= dirty < column.height
    assert isinstance(state.entries[0], Reply)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Mn", "Me", "Cf")), max_size=300), st.integers(2, 40))
def test_folding_keeps_every_word_and_the_width(text: str, width: int) -> None:
    parts = list(folded(text, width))
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(cell_len(part) <= width for part in parts)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200), st.integers(0, 40))
def test_a_line_is_never_wider_than_its_room(text: str, width: int) -> None:
    line = strip([(text, LOOK.text), (text, LOOK.dim)], width)
    assert line.cell_length == cell_len(line.text) <= width


def test_few_characters_wait_and_the_end_does_not() -> None:
    pace = Pace(shown=10.0)
    assert pace.due(10.01, FEW - 1, whole=False) == 10.01 + PAUSE
    assert pace.due(10.01, FEW, whole=False) == 10.0 + INTERVAL
    assert pace.due(10.01, 1, whole=True) == 10.0 + INTERVAL
    assert pace.due(10.01, 1, whole=True, first=True) == 10.0
    assert Pace(shown=10.0, cost=0.05).due(10.01, FEW, whole=False) > 10.0 + 2 * INTERVAL


def test_neighbouring_deltas_become_one() -> None:
    found = joined([e.Delta("text", "a"), e.Delta("text", "b"), e.Delta("call", "x"), e.Delta("call", "y")])
    assert found == [e.Delta("text", "ab"), e.Delta("call", "x"), e.Delta("call", "y")]
    output = joined([e.CallProgress("1", "a"), e.CallProgress("1", "b"), e.CallProgress("2", "c")])
    assert output == [e.CallProgress("1", "ab"), e.CallProgress("2", "c")]


def test_both_palettes_can_be_told_apart() -> None:
    dark, light = palette(DARK), palette(LIGHT)
    assert (dark.dark, light.dark) == (True, False)
    assert len({str(style.color) for style in (dark.text, dark.dim, dark.faint, dark.accent)}) == 4
