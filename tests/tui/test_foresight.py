from __future__ import annotations

import pytest

from agent_tui.core.events import Foreseen, Sent, Spent, Stopped
from agent_tui.core.messages import Usage
from agent_tui.tui.bill import bill
from agent_tui.tui.entries import Note
from agent_tui.tui.foresight import Foresight
from agent_tui.tui.paint.palette import palette
from agent_tui.tui.state import ViewState, reduce
from agent_tui.tui.theme import DARK
from agent_tui.tui.widgets.status import Facts, status_line
from tests.tui.support import SETTINGS, PlayedSession, began, make_app

AHEAD = Foreseen(2_000, 1_500, 0.006, 3e-6, 4.0)
PRICELESS = Foreseen(2_000, 0, None, None, 4.0)


def told(draft: str, state: ViewState) -> str:
    return Foresight(lambda: None).told(state, draft)


def test_cached_and_new_tokens_and_the_price_grow_with_the_draft() -> None:
    state = reduce(ViewState(), AHEAD)
    assert told("hello", state) == "next 1.5k cached + 510 new ≈ $0.0060"
    assert told("x" * 4_000, state) == "next 1.5k cached + 1.5k new ≈ $0.0090"
    assert told("hello", reduce(ViewState(), PRICELESS)) == "next 2.0k new"


def test_nothing_is_told_where_nothing_would_be_sent() -> None:
    state = reduce(ViewState(), AHEAD)
    assert told("", state) == told("/help", state) == told("!ls", state) == ""
    assert told("hello", reduce(state, began("x"))) == ""


def test_the_session_is_asked_once_until_something_changed() -> None:
    asked: list[int] = []
    foresight = Foresight(lambda: asked.append(1))
    for length in range(1, 9):
        foresight.told(ViewState(), "x" * length)
    state = reduce(ViewState(), AHEAD)
    foresight.told(state, "x")
    assert len(asked) == 1
    foresight.told(reduce(state, Stopped("done")), "x")
    assert len(asked) == 2


def test_what_broke_the_prefix_is_told_until_the_next_turn() -> None:
    state = reduce(ViewState(), Sent("m", "d", 9, 4, "trimming", 20_000, 20_000, 12_400, 0.0335))
    assert state.broken == "trimming: 12.4k uncached ≈ $0.0335"
    assert reduce(state, Sent("m", "d", 10, 9)).broken
    assert not reduce(state, began("x")).broken


def test_the_status_line_has_room_for_it_also_where_it_is_narrow() -> None:
    state = reduce(ViewState(), Sent("m", "d", 9, 4, "another model", 20_000, 20_000, 12_400, 0.0335))
    state = reduce(state, Spent("m", Usage(9), Usage(9, cost=1.0), Usage(9, cost=1.0), 4_000, 200_000))
    line = status_line(Facts(SETTINGS, state), palette(DARK), 80)
    assert "another model: 12.4k uncached ≈ $0.0335" in line.text


async def test_the_border_tells_it_while_one_types() -> None:
    session = PlayedSession()
    app = make_app(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"hello")
        assert session.foresees == 1
        session.play(AHEAD)
        await pilot.pause(0.1)
        box = app.query_one("#box")
        assert str(box.border_subtitle) == "next 1.5k cached + 510 new ≈ $0.0060"
        await pilot.press("ctrl+u")
        await pilot.pause(0.1)
        assert not str(box.border_subtitle)


def test_an_answer_that_came_too_late_is_asked_for_again() -> None:
    asked: list[int] = []
    foresight = Foresight(lambda: asked.append(1))
    foresight.told(ViewState(), "x")
    changed = reduce(reduce(ViewState(), began("x")), Stopped("done"))
    foresight.told(reduce(changed, AHEAD), "x")
    assert len(asked) == 2


def test_the_bill_of_a_turn_stands_at_its_end() -> None:
    turn, session = Usage(2_000, 451, cached_tokens=1_900, cost=0.0073), Usage(45_000, 234, cost=0.1357)
    state = reduce(reduce(ViewState(), began("x")), Spent("m", turn, turn, session, 0, 0))
    last = reduce(state, Stopped("done")).entries[-1]
    assert isinstance(last, Note)
    assert last.text == "Tokens: 2,451, 1,900 cached (≈ $0.0073) | Total: 45,234 (≈ $0.14)"


@pytest.mark.parametrize(
    ("usage", "told"),
    [
        (Usage(2_000, 451, cost=0.0073), "Tokens: 2,451 (≈ $0.0073) | Total: 2,451 (≈ $0.0073)"),
        (Usage(2_000, 451, cost=0.0073, estimated=True), "Tokens: 2,451 (≈ $0.0073) | Total: 2,451 (≈ $0.0073)"),
        (Usage(2_000, 451), "Tokens: 2,451 | Total: 2,451"),
        (Usage(2_000, 451, priced=False), "Tokens: 2,451 (price unknown) | Total: 2,451 (price unknown)"),
        (Usage(2_000, 451, estimated=True), ""),
        (Usage(), ""),
    ],
)
def test_the_bill_says_no_more_than_is_known(usage: Usage, told: str) -> None:
    assert bill(usage, usage) == told
