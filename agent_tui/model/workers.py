"""Which of a session's two workers a request goes to."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator

from agent_tui.core.events import Event
from agent_tui.core.messages import Request
from agent_tui.core.vitals import ModelProcess
from agent_tui.model.client import WorkerProvider
from agent_tui.model.keys import suffices


class Workers:
    """A `core.ports.Provider`: what needs more than a key never leaves the session's own worker."""

    def __init__(self, shared: WorkerProvider, own: WorkerProvider) -> None:
        """`shared` may serve other sessions too and has no keys; `own` has all of the environment."""
        self._shared = shared
        self._own = own

    def reply(self, request: Request) -> AsyncGenerator[Event, None]:
        """As `core.ports.Provider`, without retries."""
        access = self._shared.access
        share = suffices(request.model, os.environ, access.api_key, access.base_url)
        return (self._shared if share else self._own).reply(request)

    async def processes(self) -> tuple[ModelProcess, ...]:
        """How those that there are do."""
        return (*await self._shared.processes(), *await self._own.processes())

    async def close(self) -> None:
        """Leave the one and end the other."""
        await self._shared.close()
        await self._own.close()
