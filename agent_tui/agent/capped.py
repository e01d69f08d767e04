"""Lets a request out only while there is money for it, as a wrapper around the provider."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from msgspec import Struct
from msgspec.structs import replace

from agent_tui.agent.counted import Counted
from agent_tui.agent.purse import Purse
from agent_tui.core.caps import Sum
from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import Event, Replied
from agent_tui.core.messages import Request
from agent_tui.core.ports import Prices, Provider

_USUAL_ANSWER = 8_000
_LEAST_ANSWER = 256
"""Tokens below which an answer is not worth its question."""
_MARGIN_PERCENT = 10
"""On top of the counted input, for what counting gets wrong."""
_FREE = frozenset(
    {
        FailureKind.AUTH,
        FailureKind.NOT_FOUND,
        FailureKind.BAD_REQUEST,
        FailureKind.CONTEXT,
        FailureKind.RATE_LIMIT,
        FailureKind.OVERLOADED,
        FailureKind.SERVER,
    }
)
"""Failures that no provider asks money for, where nothing had come yet."""
_NO_PRICE = "The price of {} is not known, so that a cap in dollars cannot hold; set one in tokens with /cap."
_NO_FILE = "What is spent cannot be written down: {}: {}."


class Capped:
    """A `core.ports.Provider`; what its requests may cost at most is reserved before each of them."""

    def __init__(self, provider: Provider, purse: Purse, counted: Counted, prices: Prices) -> None:
        self._provider = provider
        self._purse = purse
        self._counted = counted
        self._prices = prices

    async def reply(self, request: Request) -> AsyncGenerator[Event, None]:
        """As `core.ports.Provider`. A request that is broken off counts as reserved."""
        try:
            leave = await asyncio.to_thread(self._reserved, request)
        except OSError as error:
            raise ModelFailed(FailureKind.CAP, _NO_FILE.format(error.filename, error.strerror)) from error
        began = False
        try:
            async with aclosing(self._provider.reply(leave.request)) as events:
                async for event in events:
                    began = True
                    if isinstance(event, Replied):
                        spent = Sum(event.usage.total_tokens, event.usage.cost)
                        await self._settle(leave, spent)
                    yield event
        except ModelFailed as failure:
            if failure.kind in _FREE and not began:
                await self._settle(leave, Sum())
            raise

    async def _settle(self, leave: _Leave, spent: Sum) -> None:
        """Count what was spent; where that cannot be written down, what was reserved goes on counting."""
        with suppress(OSError):
            await asyncio.to_thread(self._purse.settle, leave.key, spent)

    def _reserved(self, request: Request) -> _Leave:
        """Raises `ModelFailed` and `OSError`."""
        if self._purse.caps:
            self._counted.load()
        weigh = self._counted.weigher(request.model)
        counted = weigh(request.system) + sum(map(weigh, request.tools)) + sum(map(weigh, request.messages))
        tokens = counted * (100 + _MARGIN_PERCENT) // 100
        answer = request.max_output or _USUAL_ANSWER
        if self._purse.caps:
            answer = max(_LEAST_ANSWER, min(answer, self._affordable(request.model, tokens)))
            request = replace(request, max_output=answer)
        return _Leave(request, self._purse.reserve(Sum(tokens + answer, self._cost(request.model, tokens, answer))))

    def _affordable(self, model: str, tokens: int) -> int:
        """Tokens of an answer that all caps have room for."""
        left = self._purse.left()
        dollars = left.dollars - self._cost(model, tokens, 0)
        one = self._cost(model, tokens, 1) - self._cost(model, tokens, 0)
        return min(left.tokens - tokens, int(dollars / one) if one else left.tokens)

    def _cost(self, model: str, tokens: int, answer: int) -> float:
        costs = [self._prices.cost(model, tokens, answer, 0, written) for written in (0, tokens)]
        if None in costs and self._purse.caps.in_dollars:
            raise ModelFailed(FailureKind.CAP, _NO_PRICE.format(model))
        return max(cost or 0.0 for cost in costs)


class _Leave(Struct, frozen=True):
    """What may go out, and the key of what was reserved for it."""

    request: Request
    key: str
