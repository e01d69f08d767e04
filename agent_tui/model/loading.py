"""LiteLLM in the worker: loaded once, for all of its sessions."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from agent_tui.model.connections import TRAFFIC

if TYPE_CHECKING:
    from types import ModuleType

_NICE = 10


class Loading:
    """Loads LiteLLM when it is first asked for."""

    def __init__(self) -> None:
        self.seconds: float | None = None
        """What it took; None until it is done."""
        self.told: set[Callable[[float], None]] = set()
        """Called with `seconds` when it is done."""
        self._wanted = False
        self._task: asyncio.Task[ModuleType] | None = None

    def start(self, rehearsed: str = "") -> asyncio.Task[ModuleType]:
        """Load `worker_litellm`, or go on doing so; where a model is named, a request to it is rehearsed first."""
        if self._task is None:
            self._task = asyncio.create_task(self._loaded(rehearsed))
        return self._task

    async def now(self) -> ModuleType:
        """`worker_litellm`, without any rehearsal that has not begun."""
        self._wanted = True
        return await asyncio.shield(self.start())

    @property
    def module(self) -> ModuleType | None:
        """`worker_litellm`; None unless it is loaded."""
        return self._task.result() if self._task and self.seconds is not None else None

    async def _loaded(self, rehearsed: str) -> ModuleType:
        began = time.perf_counter()
        # A thread of its own ends with its low priority; one of the loop's would go on to look up addresses with it.
        aside = ThreadPoolExecutor(1)
        gc.disable()
        try:
            module = await asyncio.get_running_loop().run_in_executor(aside, _import)
            if rehearsed and not self._wanted:
                await _rehearse(rehearsed)
        finally:
            aside.shutdown(wait=False)
            gc.enable()
        gc.collect()
        gc.freeze()
        self.seconds = time.perf_counter() - began
        for tell in self.told:
            tell(self.seconds)
        return module


def _import() -> ModuleType:
    if sys.platform == "linux":
        # On Linux a priority belongs to the thread: it ends with this thread, and the streams run at the usual one.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    from agent_tui.model import worker_litellm

    return worker_litellm


async def _rehearse(model: str) -> None:
    from agent_tui.model.rehearsal import rehearse

    await rehearse(model)
    TRAFFIC.forget()
