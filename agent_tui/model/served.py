"""One session of a worker: its requests, and nothing that any other session could see."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress

import msgspec

from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.model import demo
from agent_tui.model.coalesce import Coalescer
from agent_tui.model.connections import TRAFFIC
from agent_tui.model.loading import Loading
from agent_tui.model.pace import Pace
from agent_tui.model.wire import (
    Cancel,
    Cancelled,
    Complete,
    Done,
    Failed,
    FromWorker,
    Piece,
    Ping,
    Pong,
    Ready,
    Warm,
    encoder,
    to_worker,
)


class Use(msgspec.Struct, frozen=True):
    """How much a worker is used."""

    sessions: int
    """Those that are open."""
    requests: int
    """So far."""


class Served:
    """Answers what comes over one connection until it closes."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        loading: Loading,
        pace: Pace,
        use: Callable[[], Use] | None = None,
    ) -> None:
        """`use` tells of all sessions of the worker, where there may be others."""
        self._use = use
        self._reader = reader
        self._writer = writer
        self._loading = loading
        self._pace = pace
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self.requests = 0
        """How many were asked so far."""

    async def serve(self) -> None:
        """Answer until the other side closes; then stop what runs."""
        self._loading.told.add(self._ready)
        if self._loading.seconds is not None:
            self._ready(self._loading.seconds)
        # A line that is too long is a ValueError.
        with suppress(ConnectionError, ValueError):
            while line := await self._reader.readline():
                try:
                    self._take(line)
                except msgspec.DecodeError as error:
                    note(f"a frame could not be read: {error}")
        self._loading.told.discard(self._ready)
        for task in self._tasks.values():
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=1)
        self._writer.close()

    def _ready(self, seconds: float) -> None:
        self._send(Ready(seconds))

    def _take(self, line: bytes) -> None:
        match to_worker.decode(line):
            case Complete() as job:
                self.requests += 1
                task = asyncio.create_task(self._answer(job))
                self._tasks[job.id] = task
                task.add_done_callback(lambda ended: self._ended(job.id, ended))
            case Cancel(id=id):
                task_or_none = self._tasks.get(id)
                if task_or_none is None:
                    self._send(Cancelled(id))
                else:
                    task_or_none.cancel()
            case Warm(model=model):
                self._loading.start(model)
            case Ping():
                use = self._use() if self._use else Use(1, self.requests)
                loaded = "litellm" in sys.modules
                self._send(Pong(len(sys.modules), loaded, use.sessions, use.requests, TRAFFIC.told()))

    def _ended(self, job: int, task: asyncio.Task[None]) -> None:
        del self._tasks[job]
        # Told from here, since a task that is cancelled before its first step never gets to say so itself.
        if task.cancelled():
            self._send(Cancelled(job))

    async def _answer(self, job: Complete) -> None:
        if refusal := self._pace.refusal(self, job):
            self._send(refusal)
            return
        pieces = Coalescer(lambda kind, text: self._send(Piece(job.id, kind, text)))
        try:
            async with asyncio.timeout(job.timeout), aclosing(await self._source(job)) as source:
                async for event in source:
                    if isinstance(event, Piece):
                        if pieces.add(event.kind, event.text):
                            # Data that has already come would otherwise keep a cancellation waiting.
                            await asyncio.sleep(0)
                    else:
                        pieces.flush()
                        self._send(event)
        except TimeoutError:
            text = f"The model did not finish within {job.timeout:.0f} s; try again, or raise model.timeout."
            self._send(Failed(job.id, FailureKind.TIMEOUT, text))
        except ModelFailed as failure:
            self._pace.met(self, job, failure)
            self._send(Failed(job.id, failure.kind, str(failure), failure.status, failure.retry_after))
        except Exception as error:
            text = f"The model process met a fault of its own: {type(error).__name__}: {error}"
            self._send(Failed(job.id, FailureKind.WORKER, text))
            raise
        finally:
            pieces.close()

    async def _source(self, job: Complete) -> AsyncGenerator[Piece | Done, None]:
        if job.request.model == demo.NAME:
            return demo.stream(job)
        module = await self._loading.now()
        source: AsyncGenerator[Piece | Done, None] = module.stream(job)
        return source

    def _send(self, frame: FromWorker) -> None:
        if not self._writer.is_closing():
            self._writer.write(encoder.encode(frame) + b"\n")


def note(sentence: str) -> None:
    """Add a line to the worker's log, which may be on a full disk."""
    with suppress(OSError):
        sys.stderr.write(f"{sentence}\n")
