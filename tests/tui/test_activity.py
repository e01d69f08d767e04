from __future__ import annotations

from agent_tui.core import events as e
from agent_tui.core.messages import Usage
from agent_tui.tui.activity import activity
from agent_tui.tui.state import ViewState, reduce, sent
from tests.tui import support as s


def after(*events: e.Event) -> ViewState:
    state = ViewState()
    for event in events:
        state = reduce(state, event)
    return state


BEGUN = (s.began("x"), e.StepBegan(1, "demo"))
STREAMED = (*BEGUN, e.Delta("reasoning", "x" * 1_000), e.Delta("text", "y" * 4_200))


def test_it_says_what_for_how_long_and_how_much() -> None:
    assert activity(ViewState(), 9) == ""
    assert activity(sent(ViewState(), "hello"), 0) == "● sending"
    assert activity(after(*BEGUN), 3) == "● waiting for the model  3 s"
    assert activity(after(*BEGUN), 125) == "● waiting for the model  2 m 05 s"
    assert activity(after(*STREAMED), 12) == "● writing  12 s  ↓ ≈ 1.3k tokens"


def test_the_provider_says_how_much_it_was() -> None:
    spent = e.Spent("m", Usage(9, 451), Usage(9, 451), Usage(9, 451), 9, 9)
    state = after(*STREAMED, s.replied("y"), spent, s.call_began("c", "bash", "ls"))
    assert activity(state, 13) == "● running bash  13 s  ↓ 450 tokens"
    assert activity(after(*STREAMED, s.replied("y"), spent, e.Stopped("done")), 14) == ""


def test_what_a_retry_voids_is_not_counted() -> None:
    assert activity(after(*STREAMED, e.Retrying("Overloaded.", 1, 0.5)), 5) == "● waiting to try again  5 s"
