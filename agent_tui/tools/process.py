"""The seam to POSIX processes: a program in a session of its own, whose every process can be ended."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

GRACE = 2.0
"""Seconds between the request to end and the end by force."""
_PAUSE = 0.02
_CHUNK = 64 * 1024


class Process:
    """A program whose output and errors come through one pipe, in order."""

    def __init__(
        self, process: asyncio.subprocess.Process, output: asyncio.StreamReader, pipe: asyncio.ReadTransport
    ) -> None:
        self._process = process
        self._output = output
        self._pipe = pipe
        self.pid = process.pid
        """Also the number of its session and of its process group."""

    @classmethod
    async def start(
        cls, argv: Sequence[str], cwd: str, env: Mapping[str, str], fds: Sequence[int] = (), typed: bool = False
    ) -> Process:
        """Start `argv`; it inherits `fds` and reads nothing, or with `typed` what `write` gives it.

        Raises `OSError`, and `ValueError` where an argument holds a NUL character.
        """
        read_end, write_end = os.pipe()
        reader = asyncio.StreamReader(limit=_CHUNK)
        pipe, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_end, "rb", 0)
        )
        spawning = asyncio.ensure_future(
            asyncio.create_subprocess_exec(
                *argv,
                cwd=cwd,
                env=env,
                stdin=subprocess.PIPE if typed else subprocess.DEVNULL,
                stdout=write_end,
                stderr=write_end,
                pass_fds=fds,
                start_new_session=True,
            )
        )
        try:
            return cls(await asyncio.shield(spawning), reader, pipe)
        except asyncio.CancelledError:
            # What was started meanwhile must not outlive the call that nobody waits for any more.
            await cls(await spawning, reader, pipe).end()
            pipe.close()
            raise
        except (OSError, ValueError):
            pipe.close()
            raise
        finally:
            os.close(write_end)

    @property
    def exit_code(self) -> int | None:
        """The program's own; negative for the signal that ended it, None while it runs."""
        return self._process.returncode

    async def read(self) -> bytes:
        """The next output; empty once nobody can write any more."""
        return await self._output.read(_CHUNK)

    async def wait(self) -> int:
        """Wait for the program itself; what it left in the background may run on."""
        return await self._process.wait()

    async def write(self, text: str) -> None:
        """Give it input. Raises `OSError` where it reads none any more."""
        if self._process.stdin is None:
            raise BrokenPipeError("it has no input")
        self._process.stdin.write(text.encode())
        await self._process.stdin.drain()

    def members(self) -> tuple[int, ...]:
        """All living processes of its session, in whatever group they are."""
        return session_members(self.pid)

    async def end(self) -> None:
        """TERM for all of the session, 2 s later KILL; returns when none is left, even while being cancelled."""
        await completed(self._end())

    async def _end(self) -> None:
        self._signal(signal.SIGTERM)
        # A stopped process takes no other signal.
        self._signal(signal.SIGCONT)
        if not await self._gone(GRACE):
            self._signal(signal.SIGKILL)
            await self._gone(GRACE)
        await self._process.wait()

    async def _gone(self, seconds: float) -> bool:
        until = asyncio.get_running_loop().time() + seconds
        while self.members():
            if asyncio.get_running_loop().time() > until:
                return False
            await asyncio.sleep(_PAUSE)
        return True

    def _signal(self, number: signal.Signals) -> None:
        for pid in self.members():
            try:
                os.kill(pid, number)
            except (ProcessLookupError, PermissionError):
                continue

    def close(self) -> None:
        """Let go of the pipes."""
        self._pipe.close()
        if self._process.stdin is not None:
            self._process.stdin.close()


async def completed(work: Coroutine[Any, Any, None]) -> None:
    """Do `work` to its end even while being cancelled; the cancellation is raised afterwards."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    task.result()


def session_members(session: int) -> tuple[int, ...]:
    """The living processes of a session, zombies left out."""
    if Path("/proc/self/stat").exists():
        return tuple(pid for pid in _numbered() if _living_session(pid) == session)
    return tuple(pid for pid in _listed() if _session_of(pid) == session)


def process_name(pid: int) -> str:
    """The name of a process, empty where it is gone."""
    name = Path(f"/proc/{pid}/comm")
    if name.exists():
        return name.read_text(encoding="utf-8", errors="replace").strip()
    found = subprocess.run(("ps", "-o", "comm=", "-p", str(pid)), capture_output=True, text=True, check=False)
    return found.stdout.strip()


def _numbered() -> list[int]:
    return [int(entry.name) for entry in os.scandir("/proc") if entry.name.isdigit()]


def _living_session(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2].split()
    except OSError:
        return -1
    return -1 if not fields or fields[0] in (b"Z", b"X") else int(fields[3])


def _listed() -> list[int]:
    table = subprocess.run(("ps", "-axo", "pid=,stat="), capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in table.splitlines())
    return [int(row[0]) for row in rows if len(row) > 1 and not row[1].startswith("Z")]


def _session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return -1
