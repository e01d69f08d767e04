"""This side of the worker: sends requests, hands out what comes back, and replaces a worker that died."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress

from msgspec import Struct

from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import Delta, Event, Replied
from agent_tui.core.messages import Request, Usage
from agent_tui.core.ports import Prices
from agent_tui.core.vitals import ModelProcess
from agent_tui.model.catalog import DEMO
from agent_tui.model.keys import account, key
from agent_tui.model.local import is_told_its_window
from agent_tui.model.memory import megabytes
from agent_tui.model.spawn import Spawned
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
    ToWorker,
    Warm,
    encoder,
    from_worker,
)

DIED = "The model process ended unexpectedly; the next request starts another."
KEEPS_DYING = "The model process keeps ending; see its log with: agent doctor."
_STARTS_A_MINUTE = 4
_CANCEL_SECONDS = 1.0
_PATIENCE = 0.5
"""Seconds for a worker that is asked how it does; while it loads LiteLLM it may have no time."""


class Access(Struct, frozen=True):
    """How the provider is reached, where it is not in the usual way."""

    base_url: str = ""
    api_key: str = ""
    timeout: float = 600.0
    """Seconds a reply may take in all."""
    headers: dict[str, str] = {}


class WorkerProvider:
    """A `core.ports.Provider` whose requests are answered by the worker process."""

    def __init__(
        self, spawn: Callable[[], Spawned], prices: Prices, access: Access | None = None, ready: Spawned | None = None
    ) -> None:
        """`ready` is a worker that was started before; any other is started with `spawn` when it is needed."""
        self._spawn = spawn
        self._prices = prices
        self.access = access or Access()
        """How later requests reach the provider."""
        self._ready = ready
        self._link: _Link | None = None
        self._starts: deque[float] = deque(maxlen=_STARTS_A_MINUTE)
        self._connecting = asyncio.Lock()
        self._last_id = 0

    async def reply(self, request: Request) -> AsyncGenerator[Event, None]:
        """As `core.ports.Provider`, without retries."""
        began = time.perf_counter()
        first = 0.0
        link = await self._connected()
        self._last_id += 1
        job = self._last_id
        frames = link.open(job)
        link.send(self._complete(job, request))
        try:
            while True:
                match await frames.get():
                    case Piece(kind=kind, text=text):
                        first = first or time.perf_counter() - began
                        yield Delta(kind, text)
                    case Done(message=message, finish=finish, usage=usage):
                        link.forget(job)
                        seconds = time.perf_counter() - began
                        yield Replied(message, self._priced(request.model, usage), finish, seconds, first)
                        return
                    case Failed(kind=kind, text=text, status=status, retry_after=retry_after):
                        link.forget(job)
                        raise ModelFailed(kind, text, status=status, retry_after=retry_after)
        finally:
            if link.waits_for(job):
                link.cancel(job)

    def _complete(self, job: int, request: Request) -> Complete:
        access = Access() if request.model == DEMO else self.access
        api_key = access.api_key or key(request.model, os.environ)
        headers = {**account(request.model, os.environ), **access.headers}
        window = self._prices.window(request.model) if is_told_its_window(request.model) else 0
        return Complete(job, request, access.base_url, api_key, headers, access.timeout, window)

    async def warm(self) -> None:
        """Have the worker load LiteLLM now."""
        (await self._connected()).send(Warm())

    async def ping(self) -> Pong:
        """Ask the worker for a sign of life. Raises `ModelFailed`."""
        link = await self._connected()
        link.send(Ping())
        pong = await link.pongs.get()
        # Those that were no longer waited for may stand before the newest.
        while not link.pongs.empty():
            pong = link.pongs.get_nowait()
        if pong is None:
            raise ModelFailed(FailureKind.WORKER, DIED)
        return pong

    async def processes(self) -> tuple[ModelProcess, ...]:
        """How the worker does; nothing where there is none, and none is started for it."""
        if self._ready is None and (self._link is None or not self._link.alive):
            return ()
        link = await self._connected()
        memory = await asyncio.to_thread(megabytes, link.pid)
        try:
            async with asyncio.timeout(_PATIENCE):
                pong = await self.ping()
        except (ModelFailed, TimeoutError):
            return (ModelProcess(link.pid, memory),)
        return (ModelProcess(link.pid, memory, pong.sessions, pong.requests, pong.connections),)

    @property
    def pid(self) -> int:
        """The worker's process id; 0 while there is none."""
        return self._link.pid if self._link else 0

    async def close(self) -> None:
        """End the worker, unless others may use it."""
        if self._link is not None:
            await self._link.close()
            self._link = None

    async def _connected(self) -> _Link:
        async with self._connecting:
            if self._link is not None and self._link.alive:
                return self._link
            if self._link is not None:
                await self._link.close()
            spawned, self._ready = self._ready or self._started(), None
            reader, writer = await asyncio.open_connection(sock=spawned.connection, limit=LONGEST_LINE)
            self._link = _Link(spawned, reader, writer)
            return self._link

    def _started(self) -> Spawned:
        now = time.monotonic()
        if len(self._starts) == _STARTS_A_MINUTE and now - self._starts[0] < 60:
            raise ModelFailed(FailureKind.REFUSED, KEEPS_DYING)
        self._starts.append(now)
        try:
            return self._spawn()
        except OSError as error:
            text = f"The model process could not be started: {error.strerror or error}."
            raise ModelFailed(FailureKind.REFUSED, text) from error

    def _priced(self, model: str, usage: Usage) -> Usage:
        cost = self._prices.cost(
            model, usage.input_tokens, usage.output_tokens, usage.cached_tokens, usage.cache_write_tokens
        )
        return Usage(
            usage.input_tokens,
            usage.output_tokens,
            usage.cached_tokens,
            usage.cache_write_tokens,
            usage.reasoning_tokens,
            cost or 0.0,
            priced=cost is not None,
            estimated=usage.estimated,
        )


class _Link:
    """A connection to one worker."""

    def __init__(self, worker: Spawned, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.pid = worker.pid
        self._outlives = worker.outlives
        self.alive = True
        self.pongs: asyncio.Queue[Pong | None] = asyncio.Queue()
        """Answers to pings; None once there will be no more."""
        self._ready = False
        self._reader = reader
        self._writer = writer
        self._open: dict[int, asyncio.Queue[Piece | Done | Failed]] = {}
        self._cancelling: dict[int, asyncio.TimerHandle] = {}
        self._reading = asyncio.create_task(self._read())

    def open(self, job: int) -> asyncio.Queue[Piece | Done | Failed]:
        frames: asyncio.Queue[Piece | Done | Failed] = asyncio.Queue()
        self._open[job] = frames
        return frames

    def waits_for(self, job: int) -> bool:
        return job in self._open

    def forget(self, job: int) -> None:
        self._open.pop(job, None)

    def cancel(self, job: int) -> None:
        """Stop `job`: nothing more of it is handed out; a worker that does not react is left, or ended if it is own."""
        self.forget(job)
        if not self.alive:
            return
        self.send(Cancel(job))
        # Before LiteLLM is loaded there is no stream to stop, and loading it makes the worker slow to react.
        if self._ready:
            loop = asyncio.get_running_loop()
            self._cancelling[job] = loop.call_later(_CANCEL_SECONDS, self._give_up)

    def send(self, frame: ToWorker) -> None:
        self._writer.write(encoder.encode(frame) + b"\n")

    async def close(self) -> None:
        self._reading.cancel()
        await asyncio.wait([self._reading])
        self._end()
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()
        if not self._outlives:
            await asyncio.to_thread(_reap, self.pid)

    async def _read(self) -> None:
        try:
            while line := await self._reader.readline():
                self._take(from_worker.decode(line))
        except OSError:
            pass
        finally:
            self._end()

    def _take(self, frame: FromWorker) -> None:
        match frame:
            case Piece(id=job) | Done(id=job) | Failed(id=job):
                if job in self._open:
                    self._open[job].put_nowait(frame)
            case Cancelled(id=job):
                if timer := self._cancelling.pop(job, None):
                    timer.cancel()
            case Pong():
                self.pongs.put_nowait(frame)
            case Ready():
                self._ready = True

    def _end(self) -> None:
        self.alive = False
        self.pongs.put_nowait(None)
        for timer in self._cancelling.values():
            timer.cancel()
        for job, frames in self._open.items():
            frames.put_nowait(Failed(job, FailureKind.WORKER, DIED))

    def _give_up(self) -> None:
        if self._outlives:
            self._writer.transport.abort()
            return
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def _reap(pid: int) -> None:
    """Wait until the worker has ended; one that does not end by itself is ended."""
    deadline = time.monotonic() + 1.0
    with suppress(ChildProcessError, ProcessLookupError):
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return
            time.sleep(0.005)
