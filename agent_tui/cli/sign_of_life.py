"""Starts a model process for a moment, to see that it answers."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from pathlib import Path

from agent_tui.cli.finding import Finding
from agent_tui.cli.worker import described
from agent_tui.config.places import places
from agent_tui.core.errors import ModelFailed
from agent_tui.model.catalog import Catalog
from agent_tui.model.client import WorkerProvider
from agent_tui.model.joining import PATIENCE, waiting
from agent_tui.model.spawn import spawn

_NAME = "worker"
_PATIENCE = 20.0
_LAST_LINES = 5


def worker() -> Finding:
    """Whether the model process starts and answers, how fast, and where its log is."""
    log = places().state / "worker.log"
    began = time.perf_counter()
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        modules = asyncio.run(_modules(log))
    except TimeoutError:
        return _failed(f"It does not answer within {_PATIENCE:.0f} s.", log)
    except ModelFailed as failure:
        return _failed(str(failure), log)
    except OSError as error:
        return Finding(_NAME, False, f"The directory {log.parent} cannot be used: {error.strerror}.", True)
    seconds = time.perf_counter() - began
    waits = "".join(f"\n{described(pid, told)}" for pid, told in waiting(places().runtime, PATIENCE))
    sentence = f"answers after {seconds:.2f} s with {modules} modules; its log is {log}"
    return Finding(_NAME, True, f"{sentence}{waits}", True)


async def _modules(log: Path) -> int:
    provider = WorkerProvider(partial(spawn, str(log)), Catalog(lambda: None))
    try:
        async with asyncio.timeout(_PATIENCE):
            return (await provider.ping()).modules
    finally:
        await provider.close()


def _failed(sentence: str, log: Path) -> Finding:
    try:
        last = log.read_text(errors="replace").splitlines()[-_LAST_LINES:]
    except OSError as error:
        return Finding(_NAME, False, f"{sentence} Its log {log} cannot be read: {error.strerror}.", True)
    return Finding(_NAME, False, "\n".join((f"{sentence} The end of its log {log}:", *last)), True)
