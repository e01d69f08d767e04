"""Says of a request what it holds, what of it is cached, and what that means in money."""

from __future__ import annotations

import time
from collections.abc import Callable

from agent_tui.agent.chain import Chain, Link
from agent_tui.agent.counted import Counted
from agent_tui.core.events import Foreseen, Sent
from agent_tui.core.messages import Request
from agent_tui.core.ports import Prices
from agent_tui.core.useful import useless
from agent_tui.core.window import sizes

_SOME = 1_000
_CACHE_SECONDS = 300.0
"""How long providers keep, at least, what is not asked for again."""


class Outgoing:
    """The requests of one conversation, each beside the one before; counts, so it is for a thread."""

    def __init__(self, counted: Counted, prices: Prices, clock: Callable[[], float] = time.monotonic) -> None:
        self._counted = counted
        self._prices = prices
        self._clock = clock
        self._chain = Chain()
        self._sent_at = self._sent_before = clock()

    def sent(self, request: Request, changed: str) -> Sent:
        """Take up that `request` goes out; `changed` says what was done to the conversation since the last one."""
        weigh = self._counted.weigher(request.model)
        told = self._told(request, self._chain.link(request, weigh, changed))
        self._sent_before, self._sent_at = self._sent_at, self._clock()
        return told

    def refused(self) -> None:
        """The last request was not taken up by the provider, so that nothing of it is cached."""
        self._chain.take_back()
        self._sent_at = self._sent_before

    def beside(self, request: Request, changed: str) -> Sent:
        """What `sent` would say, without taking `request` up."""
        weigh = self._counted.weigher(request.model)
        return self._told(request, self._chain.beside(request, weigh, changed))

    def kept(self, request: Request) -> int:
        """How many blocks of `request` a cache has, from the first on: the tools, the system prompt, each message."""
        if not self._caches(request.model):
            return 0
        return self._chain.beside(request, self._counted.weigher(request.model)).kept

    def _told(self, request: Request, link: Link) -> Sent:
        useful = link.tokens - useless(request.messages, self._counted.weigher(request.model))
        lost = link.lost if self._caches(request.model) else 0
        # A part costs what its request has it cost: long ones may have other prices.
        dearer = self._cost(request.model, link.tokens, 0) - self._cost(request.model, link.tokens, link.tokens)
        lost_cost = dearer * lost / max(1, link.tokens)
        return Sent(
            request.model,
            link.digest,
            link.blocks,
            link.kept,
            link.cause,
            link.tokens,
            useful,
            lost,
            lost_cost,
            sizes(request, self._counted.weigher(request.model)),
            link.base,
        )

    def foreseen(self, request: Request) -> Foreseen:
        """What `request` would cost if it went out now."""
        model = request.model
        weigh = self._counted.weigher(model)
        link = self._chain.beside(request, weigh)
        cached = link.cached if self._caches(model) else 0
        characters = max(1.0, len(request.system) / max(1, weigh(request.system)))
        if self._prices.cost(model, 0, 0, 0, 0) is None:
            return Foreseen(link.tokens, cached, None, None, characters)
        one = self._cost(model, link.tokens, 0) / max(1, link.tokens)
        return Foreseen(link.tokens, cached, self._cost(model, link.tokens, cached), one, characters)

    def begin_anew(self) -> None:
        """The conversation begins anew."""
        self._chain.begin_anew()

    def _caches(self, model: str) -> bool:
        """Whether what was sent before is still served from a cache, as far as prices and the time tell."""
        if self._clock() - self._sent_at > _CACHE_SECONDS:
            return False
        plain = self._prices.cost(model, _SOME, 0, 0, 0)
        return not plain or plain != self._prices.cost(model, _SOME, 0, _SOME, 0)

    def _cost(self, model: str, tokens: int, cached: int) -> float:
        """Dollars of a request whose tokens are cached or written to the cache; 0 where no price is known."""
        return self._prices.cost(model, tokens, 0, cached, tokens - cached) or 0.0
