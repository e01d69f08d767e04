"""A private directory where workers wait, and the sessions that find them there."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from agent_tui.model.client import Access, WorkerProvider
from agent_tui.model.joining import found_or_started, waiting
from agent_tui.model.spawn import Spawned
from agent_tui.model.wire import Tell, Told, encoder
from tests.model.asking import reply, request
from tests.support.scripted import FlatPrices

_PATIENCE = 5.0
"""Seconds in which a worker answers also on a machine that has much else to do."""


class Waiting:
    """Sessions of one test, which share workers through `directory`."""

    def __init__(self, root: Path) -> None:
        self.directory = root / "run"
        self.log = root / "worker.log"
        self.pids: list[int] = []
        """Of all workers that sessions had, each time they had one."""

    def found(self, linger: float = 60.0, warm: str = "", patience: float = _PATIENCE) -> Spawned:
        spawned = found_or_started(self.directory, linger, str(self.log), warm, patience)
        self.pids.append(spawned.pid)
        return spawned

    def session(self, linger: float = 60.0, access: Access | None = None) -> WorkerProvider:
        return WorkerProvider(lambda: self.found(linger), FlatPrices(), access)

    @asynccontextmanager
    async def sessions(self, *accesses: Access, linger: float = 60.0) -> AsyncIterator[list[WorkerProvider]]:
        """Sessions at the same time, one for each of `accesses`."""
        opened = [self.session(linger, access) for access in accesses]
        try:
            yield opened
        finally:
            for session in opened:
                await session.close()

    def statuses(self) -> list[Told | None]:
        """What each worker that waits tells; None for one that does not answer."""
        return [told for _, told in waiting(self.directory, _PATIENCE)]

    async def once(self, linger: float = 60.0) -> int:
        """One whole session; the id of the worker that it had."""
        session = self.session(linger)
        assert (await reply(session, request("demo"))).message.text
        await session.close()
        return self.pids[-1]

    async def ready(self, workers: int = 1) -> int:
        """The id of the last of `workers` that wait, all without a session."""
        pid = await self.once()
        await until(lambda: [each.sessions for each in self.statuses() if each] == [0] * workers)
        return pid

    @property
    def sockets(self) -> list[Path]:
        return list(self.directory.glob("*.sock"))

    def close(self) -> None:
        """End what was started."""
        for pid in set(self.pids):
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def alive(pid: int) -> bool:
    """Whether the worker `pid`, a child of this process, still runs; one that has ended is asked for only once."""
    try:
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False


async def until(met: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until something is so."""
    await asyncio.to_thread(wait, met, seconds)


def wait(met: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, f"it did not come to pass within {seconds} s"
        time.sleep(0.01)


@contextmanager
def knocking(address: Path) -> Iterator[socket.socket]:
    """Something to say while the door is open; then a worker looks around, as it does now and then by itself."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_PATIENCE)
        connection.connect(str(address))
        yield connection
        # What it says does not matter, and it may end instead.
        with suppress(ConnectionError):
            connection.sendall(encoder.encode(Tell()) + b"\n")
            connection.recv(1)
