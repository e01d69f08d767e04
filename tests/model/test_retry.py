from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import Delta, Event, Replied, Retrying
from agent_tui.core.messages import Request
from agent_tui.model.retry import ATTEMPTS, NOTHING, PASSING, Retried, wait_before_next
from tests.model.asking import events, failure, request
from tests.support.scripted import ScriptedProvider, call, say

ASKED = request("scripted")


class Slept:
    """Sleeps no time and remembers how long it should have been."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def failed(kind: FailureKind, retry_after: float | None = None) -> ModelFailed:
    return ModelFailed(kind, f"It was {kind}.", retry_after=retry_after)


async def test_what_passes_is_tried_again_and_told() -> None:
    provider = ScriptedProvider(failed(FailureKind.OVERLOADED), failed(FailureKind.SERVER), say("Here."))
    slept = Slept()
    got = await events(Retried(provider, slept), ASKED)
    retries = [event for event in got if isinstance(event, Retrying)]
    assert [(r.reason, r.attempt) for r in retries] == [("It was overloaded.", 1), ("It was server.", 2)]
    assert [r.delay for r in retries] == slept.seconds
    assert got[-2:] == [Delta("text", "Here."), say("Here.")]


@pytest.mark.parametrize("kind", sorted(set(FailureKind) - PASSING))
async def test_what_stays_wrong_is_final_at_once(kind: FailureKind) -> None:
    provider = ScriptedProvider(failed(kind))
    assert (await failure(Retried(provider, Slept()), ASKED)).kind is kind
    assert len(provider.heard) == 1


@pytest.mark.parametrize("kind", sorted(PASSING))
async def test_every_kind_ends_after_some_attempts(kind: FailureKind) -> None:
    provider = ScriptedProvider(*[failed(kind)] * 10)
    slept = Slept()
    assert (await failure(Retried(provider, slept), ASKED)).kind is kind
    assert 2 <= len(provider.heard) <= ATTEMPTS
    assert len(slept.seconds) == len(provider.heard) - 1


@pytest.mark.parametrize(("asked", "waited"), [(0.0, 0.0), (7.0, 7.0), (120.0, 120.0), (121.0, None)])
def test_the_provider_s_wish_counts_up_to_two_minutes(asked: float, waited: float | None) -> None:
    assert wait_before_next(failed(FailureKind.RATE_LIMIT, asked), 1) == waited


@pytest.mark.parametrize(("attempt", "most"), [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 16.0)])
def test_waits_double_and_are_spread(attempt: int, most: float) -> None:
    waits = {wait_before_next(failed(FailureKind.OVERLOADED), attempt) for _ in range(50)}
    assert len(waits) > 10
    assert all(wait is not None and 0.1 <= wait <= most for wait in waits)


async def test_a_cut_is_tried_again_without_waiting() -> None:
    slept = Slept()
    await events(Retried(ScriptedProvider(failed(FailureKind.CUT), say("Here.")), slept), ASKED)
    assert slept.seconds == [0.0]


async def test_an_empty_reply_is_asked_for_once_more() -> None:
    provider = ScriptedProvider(say(""), say("Here."))
    got = await events(Retried(provider, Slept()), ASKED)
    assert [type(event) for event in got] == [Retrying, Delta, Replied]
    provider = ScriptedProvider(say(""), say(""), say("Too late."))
    assert str(await failure(Retried(provider, Slept()), ASKED)) == NOTHING
    assert len(provider.heard) == 2


@pytest.mark.parametrize("finish", ["length", "content_filter"])
async def test_an_empty_reply_with_a_reason_is_passed_on(finish: str) -> None:
    line = say("", finish=finish)
    assert await events(Retried(ScriptedProvider(line), Slept()), ASKED) == [line]


async def test_calls_without_words_are_a_reply() -> None:
    line = say("", call("read", path="x"))
    assert await events(Retried(ScriptedProvider(line), Slept()), ASKED) == [line]


async def test_closing_closes_the_stream_beneath() -> None:
    closed: list[bool] = []

    class Endless:
        async def reply(self, request: Request) -> AsyncGenerator[Event, None]:
            try:
                while True:
                    yield Delta("text", "x")
            finally:
                closed.append(True)

    async with aclosing(Retried(Endless(), Slept()).reply(ASKED)) as stream:
        await anext(stream)
    assert closed == [True]
