from __future__ import annotations

import asyncio
import errno
import re
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tui.agent.capped import Capped
from agent_tui.agent.counted import Counted
from agent_tui.agent.purse import Purse, Tally
from agent_tui.core.caps import Cap, Caps, Sum
from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import Event, Replied
from agent_tui.core.messages import AssistantMessage, Request, Usage, UserMessage
from agent_tui.session.spending import SpendingFile
from tests.support.windows import WordTokens

INPUT, OUTPUT = 3e-6, 15e-6
CAPPED = Caps(day=Cap(1_000_000))


class Priced:
    """A window of 200,000 tokens, at a price where the model is known."""

    def window(self, model: str) -> int:
        return 200_000

    def cost(self, model: str, input_tokens: int, output_tokens: int, cached: int, cache_write: int) -> float | None:
        return input_tokens * INPUT + output_tokens * OUTPUT if model == "known" else None


class Billing:
    """A provider that answers as long as it may and bills to the token."""

    def __init__(self, *failures: FailureKind) -> None:
        self.failures = list(failures)
        self.billed = Sum()

    async def reply(self, request: Request) -> AsyncGenerator[Event, None]:
        tokens = sum(-(-len(message.text) // 4) + 4 for message in request.messages)
        await asyncio.sleep(0)
        if self.failures:
            raise ModelFailed(self.failures.pop(), "Failed.")
        usage = Usage(tokens, request.max_output or 50_000)
        cost = tokens * INPUT + usage.output_tokens * OUTPUT
        self.billed += Sum(usage.total_tokens, cost)
        message = AssistantMessage("x", model=request.model)
        yield Replied(message, Usage(tokens, usage.output_tokens, cost=cost), "stop", 0.0)


class Session:
    """A session whose spending lies in `place`, as a process begins or continues it."""

    def __init__(self, place: Path, caps: Caps, billing: Billing) -> None:
        self.purse = Purse(
            caps, SpendingFile(lambda: place / "session.jsonl"), SpendingFile(lambda: place / "day.jsonl")
        )
        self.provider = Capped(billing, self.purse, Counted(WordTokens()), Priced())

    async def ask(self, words: int, model: str = "known") -> ModelFailed | None:
        request = Request(model, "", (), (UserMessage("word" * words),))
        try:
            async for _ in self.provider.reply(request):
                pass
        except ModelFailed as failure:
            return failure
        return None


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(1, 20_000), min_size=1, max_size=12),
    st.floats(0.01, 0.6),
    st.integers(3_000, 60_000),
)
def test_spending_never_passes_a_cap_with_tasks_in_parallel(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], dollars: float, tokens: int
) -> None:
    billing = Billing()
    caps = Caps(session=Cap(0, dollars), day=Cap(tokens, 0.0))

    async def work() -> None:
        session = Session(tmp_path_factory.mktemp("spent"), caps, billing)
        await asyncio.gather(*(session.ask(size) for size in sizes))

    asyncio.run(work())
    assert billing.billed.dollars <= dollars
    assert billing.billed.tokens <= tokens


async def test_a_cap_stops_with_one_sentence_and_can_be_raised_on_the_spot(tmp_path: Path) -> None:
    session = Session(tmp_path, Caps(session=Cap(1_000)), Billing())
    assert await session.ask(100) is None
    failure = await session.ask(900)
    assert failure is not None
    assert failure.kind is FailureKind.CAP
    assert "cap of 1,000 tokens for this session" in str(failure)
    (more,) = re.findall(r"/cap session (\d+) and say “continue”", str(failure))
    session.purse.set_cap("session", Cap(int(more)))
    assert await session.ask(900) is None


async def test_a_cap_in_dollars_says_how_far_to_raise_it(tmp_path: Path) -> None:
    session = Session(tmp_path, Caps(day=Cap(dollars=0.004)), Billing())
    failure = await session.ask(1_000)
    assert "Raise it with /cap day $0.02 and say" in str(failure)


def test_one_half_of_a_cap_is_raised_and_the_other_stays() -> None:
    purse = Purse(Caps(turn=Cap(1_000, 0.5)), Tally(), Tally())
    purse.set_cap("turn", Cap(tokens=9_000))
    assert purse.caps.turn == Cap(9_000, 0.5)
    purse.set_cap("turn", Cap(dollars=2.0))
    assert purse.caps.turn == Cap(9_000, 2.0)


class FullDisk(Tally):
    """Takes so many lines and no more."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self._room = room

    def put(self, key: str, amount: Sum) -> None:
        if not self._room:
            raise OSError(errno.ENOSPC, "No space left on device", "spent.jsonl")
        self._room -= 1
        super().put(key, amount)


@pytest.mark.parametrize(("caps", "room", "answered"), [(Caps(), 0, True), (CAPPED, 0, False), (CAPPED, 1, True)])
async def test_a_full_disk_costs_no_reply_and_lets_no_request_pass_a_cap(caps: Caps, room: int, answered: bool) -> None:
    purse = Purse(caps, Tally(), FullDisk(room))
    provider = Capped(Billing(), purse, Counted(WordTokens()), Priced())
    request = Request("known", "", (), (UserMessage("hello"),), max_output=500)
    if answered:
        assert [type(event) async for event in provider.reply(request)] == [Replied]
    else:
        with pytest.raises(ModelFailed, match=r"cannot be written down: spent\.jsonl"):
            _ = [event async for event in provider.reply(request)]


async def test_a_process_that_was_killed_inside_a_request_has_spent_what_it_reserved(tmp_path: Path) -> None:
    caps = Caps(day=Cap(10_000))
    killed = Session(tmp_path, caps, Billing())
    killed.purse.reserve(Sum(9_000))
    with (tmp_path / "day.jsonl").open("a") as file:
        file.write('{"key":"half')
    failure = await Session(tmp_path, caps, Billing()).ask(2_000)
    assert failure is not None
    assert "cap of 10,000 tokens for this day" in str(failure)


async def test_a_failure_that_costs_nothing_counts_nothing_and_a_broken_one_counts_whole(tmp_path: Path) -> None:
    session = Session(tmp_path, Caps(session=Cap(20_000)), Billing(FailureKind.TIMEOUT, FailureKind.SERVER))
    await session.ask(100)
    assert session.purse.left().tokens == 20_000
    await session.ask(100)
    assert session.purse.left().tokens < 20_000 - 8_000


async def test_a_cap_in_dollars_needs_a_price(tmp_path: Path) -> None:
    failure = await Session(tmp_path, Caps(turn=Cap(0, 1.0)), Billing()).ask(1, "unknown")
    assert failure is not None
    assert "price of unknown is not known" in str(failure)


async def test_a_new_turn_has_its_whole_cap() -> None:
    purse = Purse(Caps(turn=Cap(100)), Tally(), Tally())
    purse.reserve(Sum(80))
    with pytest.raises(ModelFailed):
        purse.reserve(Sum(30))
    purse.begin_turn()
    assert purse.reserve(Sum(30))
