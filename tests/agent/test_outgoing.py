from __future__ import annotations

from itertools import pairwise

import pytest

from agent_tui.agent.counted import Counted
from agent_tui.agent.outgoing import Outgoing
from agent_tui.core.events import Foreseen
from agent_tui.core.messages import AssistantMessage, Message, Request, ToolSpec, UserMessage
from tests.support.windows import WordTokens

PLAIN, READ, WRITE = 2e-6, 1e-6, 4e-6
TALK = (UserMessage("words " * 40), AssistantMessage("answer " * 40), UserMessage("more " * 40))
READING = (ToolSpec("read_file", "Read a file.", {"type": "object"}),)


class CachePrices:
    """Prices with a cache, but for `plain`, and none for `unknown`."""

    def window(self, model: str) -> int:
        return 200_000

    def cost(self, model: str, input_tokens: int, output_tokens: int, cached: int, cache_write: int) -> float | None:
        if model == "unknown":
            return None
        if model == "plain":
            return input_tokens * PLAIN
        return (input_tokens - cached - cache_write) * PLAIN + cached * READ + cache_write * WRITE


def request(
    *messages: Message, model: str = "a", system: str = "Be brief.", tools: tuple[ToolSpec, ...] = ()
) -> Request:
    return Request(model, system, tools, messages)


def outgoing() -> Outgoing:
    return Outgoing(Counted(WordTokens()), CachePrices())


def test_a_request_that_extends_the_last_loses_nothing() -> None:
    out = outgoing()
    first = out.sent(request(*TALK[:1]), "")
    second = out.sent(request(*TALK), "")
    assert (first.kept, first.cause, first.lost) == (0, "", 0)
    assert (second.kept, second.cause, second.lost, second.lost_cost) == (3, "", 0, 0.0)
    assert second.tokens > first.tokens > 0


def test_the_log_alone_proves_which_requests_extend_the_last() -> None:
    out = outgoing()
    told = [out.sent(request(*TALK[:length]), "") for length in (1, 2, 3)]
    told.append(out.sent(request(TALK[0], AssistantMessage("other"), TALK[2]), "a message left out"))
    told.append(out.sent(request(*TALK, model="b"), ""))
    assert [one.base == before.digest for before, one in pairwise(told)] == [True, True, False, False]
    assert [one.kept for one in told] == [0, 3, 4, 3, 0]
    assert told[3].base == told[0].digest
    assert (told[0].base, told[4].base) == ("", "")
    assert len({one.digest for one in told[:4]}) == 4
    # Another model has a cache of its own, whatever the bytes.
    assert told[4].digest == told[2].digest


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        (request(*TALK, model="b"), "another model"),
        (request(*TALK, model="b", tools=READING), "another model with other tools"),
        (request(*TALK, tools=READING), "other tools"),
        (request(*TALK, system="Be long."), "another system prompt"),
        (request(UserMessage("summary"), TALK[2]), "compaction"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_request_that_does_not_says_why_and_what_it_costs(changed: Request, cause: str) -> None:
    out = outgoing()
    before = out.sent(request(*TALK), "")
    after = out.sent(changed, "compaction")
    assert after.cause == cause
    assert 0 < after.lost <= min(before.tokens, after.tokens)
    assert after.lost_cost == pytest.approx(after.lost * (WRITE - READ))


def test_where_nothing_is_cached_nothing_is_lost() -> None:
    out = outgoing()
    out.sent(request(*TALK, model="plain"), "")
    after = out.sent(request(TALK[2], model="plain"), "trimming")
    assert (after.cause, after.lost, after.lost_cost) == ("trimming", 0, 0.0)


def test_a_new_conversation_is_no_broken_prefix() -> None:
    out = outgoing()
    out.sent(request(*TALK), "")
    out.begin_anew()
    after = out.sent(request(UserMessage("anew")), "")
    assert (after.kept, after.cause) == (2, "")


def test_what_the_next_request_would_cost_is_foreseen_and_nothing_is_taken_up() -> None:
    out = outgoing()
    before = out.sent(request(*TALK[:1]), "")
    ahead = out.foreseen(request(*TALK))
    new = ahead.tokens - ahead.cached
    assert ahead.cached == before.tokens
    assert ahead.cost == pytest.approx(ahead.cached * READ + new * WRITE)
    assert ahead.token_cost == pytest.approx(WRITE)
    assert ahead == out.foreseen(request(*TALK))
    assert out.sent(request(*TALK), "").kept == 3


def test_what_was_sent_long_ago_is_cached_no_more() -> None:
    now = [0.0]
    out = Outgoing(Counted(WordTokens()), CachePrices(), lambda: now[0])
    out.sent(request(*TALK[:1]), "")
    now[0] = 200.0
    assert out.foreseen(request(*TALK)).cached
    now[0] = 400.0
    assert not out.foreseen(request(*TALK)).cached
    assert out.kept(request(*TALK)) == 0
    after = out.sent(request(TALK[2]), "trimming")
    assert (after.cause, after.lost) == ("trimming", 0)
    assert out.foreseen(request(TALK[2])).cached


def test_what_is_not_known_is_not_foreseen() -> None:
    out = outgoing()
    out.sent(request(*TALK[:1], model="plain"), "")
    assert out.foreseen(request(*TALK, model="plain")).cached == 0
    unknown = out.foreseen(request(*TALK, model="unknown"))
    assert isinstance(unknown, Foreseen)
    assert out.foreseen(request(*TALK, system="")).token_characters >= 1
    assert (unknown.cost, unknown.token_cost) == (None, None)


class LongDearer(CachePrices):
    """All of a request is twice as dear from so many tokens on."""

    LONG = 100

    def cost(self, model: str, input_tokens: int, output_tokens: int, cached: int, cache_write: int) -> float | None:
        plain = super().cost(model, input_tokens, output_tokens, cached, cache_write)
        return plain if plain is None or input_tokens <= self.LONG else 2 * plain


def test_a_part_of_a_long_request_has_the_prices_of_the_whole() -> None:
    counted = Counted(WordTokens())
    out = Outgoing(counted, LongDearer())
    out.sent(request(*TALK), "")
    told = out.sent(request(*TALK[:1], AssistantMessage("other " * 40), TALK[2]), "a message left out")
    assert told.tokens > LongDearer.LONG
    assert told.lost_cost == pytest.approx(told.lost * 2 * (WRITE - READ))
    ahead = out.foreseen(request(*TALK[:1]))
    assert ahead.tokens <= LongDearer.LONG
    assert ahead.token_cost == pytest.approx(WRITE)
