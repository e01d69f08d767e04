"""The model process: answers requests that come over a socket, many at once."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import sys
import threading
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING

import msgspec

from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.model import demo
from agent_tui.model.coalesce import Coalescer
from agent_tui.model.wire import (
    LONGEST_LINE,
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

if TYPE_CHECKING:
    from types import ModuleType

_NICE = 10


class Worker:
    """Serves one connection until it closes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._litellm: asyncio.Task[ModuleType] | None = None

    async def serve(self, warm: str) -> None:
        """Answer until the other side closes, then stop what runs; `warm` names a model to get ready for."""
        if warm:
            self._load(warm)
        while line := await self._reader.readline():
            try:
                self._take(line)
            except msgspec.DecodeError as error:
                sys.stderr.write(f"a frame could not be read: {error}\n")
        for task in self._tasks.values():
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=1)

    def _take(self, line: bytes) -> None:
        match to_worker.decode(line):
            case Complete() as job:
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
                self._load(model)
            case Ping():
                self._send(Pong(len(sys.modules), "litellm" in sys.modules))

    def _ended(self, job: int, task: asyncio.Task[None]) -> None:
        del self._tasks[job]
        # Told from here, since a task that is cancelled before its first step never gets to say so itself.
        if task.cancelled():
            self._send(Cancelled(job))

    async def _answer(self, job: Complete) -> None:
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
        module = await asyncio.shield(self._load())
        source: AsyncGenerator[Piece | Done, None] = module.stream(job)
        return source

    def _load(self, rehearsed: str = "") -> asyncio.Task[ModuleType]:
        if self._litellm is None:
            self._litellm = asyncio.create_task(self._loaded(rehearsed))
        return self._litellm

    async def _loaded(self, rehearsed: str) -> ModuleType:
        began = time.perf_counter()
        gc.disable()
        try:
            module = await asyncio.to_thread(_import)
            if rehearsed and not self._tasks:
                await _rehearse(rehearsed)
        finally:
            gc.enable()
        gc.collect()
        gc.freeze()
        self._send(Ready(time.perf_counter() - began))
        return module

    def _send(self, frame: FromWorker) -> None:
        if not self._writer.is_closing():
            self._writer.write(encoder.encode(frame) + b"\n")


def _import() -> ModuleType:
    if sys.platform == "linux":
        # On Linux a priority belongs to the thread: it ends with this import, and the streams run at the usual one.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
    from agent_tui.model import worker_litellm

    return worker_litellm


async def _rehearse(model: str) -> None:
    from agent_tui.model.rehearsal import rehearse

    await rehearse(model)


async def _main(connection: socket.socket, warm: str) -> None:
    reader, writer = await asyncio.open_connection(sock=connection, limit=LONGEST_LINE)
    with suppress(ConnectionError):
        await Worker(reader, writer).serve(warm)
    sys.stderr.flush()
    # Pooled connections and an import that is still running would only hold the exit up.
    os._exit(0)


def main() -> None:
    """Serve the socket whose number is the first argument; the second names a model to get ready for."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    asyncio.run(_main(connection, "".join(sys.argv[2:3])))


if __name__ == "__main__":
    main()
