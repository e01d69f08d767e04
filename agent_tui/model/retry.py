"""The one owner of retries."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import Event, Replied, Retrying
from agent_tui.core.messages import Request
from agent_tui.core.ports import Provider

ATTEMPTS = 6
"""Requests in all before a failure is final."""
AT_ONCE = frozenset({FailureKind.CUT, FailureKind.WORKER})
PASSING = AT_ONCE | {
    FailureKind.RATE_LIMIT,
    FailureKind.OVERLOADED,
    FailureKind.SERVER,
    FailureKind.CONNECTION,
    FailureKind.TIMEOUT,
}
"""Kinds of failure that may be gone the next time."""
_LONGEST = 30.0
_LONGEST_ASKED = 120.0
_EMPTY = 2
_FEWER = {FailureKind.CONNECTION: 3, FailureKind.TIMEOUT: 2, FailureKind.CUT: 4, FailureKind.WORKER: 3}
NOTHING = "The model answered with nothing; say it in other words, or choose another model with /model."


class Retried:
    """A `core.ports.Provider` that tries again what may work the next time, and says so."""

    def __init__(self, provider: Provider, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._provider = provider
        self._sleep = sleep

    async def reply(self, request: Request) -> AsyncGenerator[Event, None]:
        """As `core.ports.Provider`; what streamed before a `Retrying` is void."""
        attempt = 0
        while True:
            attempt += 1
            try:
                async with aclosing(self._provider.reply(request)) as events:
                    async for event in events:
                        if isinstance(event, Replied) and _says_nothing(event):
                            raise _Empty
                        yield event
                return
            except ModelFailed as failure:
                delay = wait_before_next(failure, attempt)
                if delay is None:
                    raise
                yield Retrying(str(failure), attempt, delay)
            await self._sleep(delay)


class _Empty(ModelFailed):
    """A whole reply without a word or a call; a second one in a row would be no chance."""

    def __init__(self) -> None:
        super().__init__(FailureKind.CUT, NOTHING)


def _says_nothing(replied: Replied) -> bool:
    return replied.finish in ("stop", "tool_calls") and not (replied.message.text or replied.message.calls)


def wait_before_next(failure: ModelFailed, attempt: int) -> float | None:
    """Seconds to wait after attempt number `attempt` failed; None where trying again is of no use."""
    most = _EMPTY if isinstance(failure, _Empty) else _FEWER.get(failure.kind, ATTEMPTS)
    if failure.kind not in PASSING or attempt >= most:
        return None
    if failure.retry_after is not None:
        return failure.retry_after if failure.retry_after <= _LONGEST_ASKED else None
    if failure.kind in AT_ONCE and attempt == 1:
        return 0.0
    return random.uniform(0.1, min(_LONGEST, 2.0 ** (attempt - 1)))
