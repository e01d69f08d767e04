"""What a provider told one session to wait for, so that the others of the same account do not ask in vain."""

from __future__ import annotations

import time
from collections.abc import Callable

from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.model.wire import Complete, Failed

_Account = tuple[str, str, int]


class Pace:
    """The limits that the sessions of one worker ran into."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._limits: dict[_Account, tuple[object, float, ModelFailed]] = {}

    def met(self, session: object, job: Complete, failure: ModelFailed) -> None:
        """`session` was told by `failure` that requests like `job` are too many."""
        if failure.kind is FailureKind.RATE_LIMIT and failure.retry_after:
            self._limits[_account(job)] = session, self._clock() + failure.retry_after, failure

    def refusal(self, session: object, job: Complete) -> Failed | None:
        """What the provider would say to `job`; None where it may go out. Who met a limit waits for it by itself."""
        whose, until, failure = self._limits.get(_account(job), (session, 0.0, None))
        left = until - self._clock()
        if failure is None or whose is session or left <= 0:
            return None
        return Failed(job.id, failure.kind, str(failure), failure.status, left)

    def forget(self) -> None:
        """There is no session any more."""
        self._limits.clear()


def _account(job: Complete) -> _Account:
    # The key itself is not kept for longer than its request.
    return job.request.model, job.base_url, hash(job.api_key)
