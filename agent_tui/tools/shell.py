"""Runs commands, each in a fresh shell; the directory goes from one to the next."""

from __future__ import annotations

import asyncio
import os
import secrets
import shlex
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from agent_tui.core.confined import Confined
from agent_tui.core.errors import ToolFailed
from agent_tui.core.ports import Progress
from agent_tui.tools.capture import Capture
from agent_tui.tools.fold import told
from agent_tui.tools.process import Process, completed, process_name

Confine = Callable[[Sequence[str], str], Confined]
"""Takes a program with its arguments, and its directory; returns what to run in its place. May raise `OSError`."""
Ended = Callable[[], Sequence[str]]
"""As `Confined.ended`."""
TIMEOUT = 120
LONGEST = 600
"""Seconds."""


class Ran(Struct, frozen=True):
    """What became of a command."""

    output: str
    """Within the limit of a result."""
    exit_code: int
    """128 + n where signal n ended it."""
    seconds: float
    timed_out: bool = False
    stored: str = ""
    """The file with the whole output, where `output` was cut."""
    notes: tuple[str, ...] = ()
    """Sentences on what else happened: a new directory, processes that were left."""


class Shell:
    """The shell of one session."""

    def __init__(
        self,
        root: Path,
        store: Path,
        environment: Mapping[str, str],
        timeout: int = TIMEOUT,
        confine: Confine | None = None,
    ) -> None:
        """`environment` is the commands' whole one; outputs that are too long for a result go to files in `store`."""
        self.timeout = timeout
        """Seconds a command may take unless its call says so."""
        self.cwd = str(root)
        """Where the next command starts."""
        self.told: Callable[[str], None] = lambda _: None
        """Takes a sentence for the person on what a command has left."""
        self._root = str(root)
        self._store = store
        self._environment = environment
        self._confine = confine
        self._left: list[tuple[Process, Capture]] = []
        self._untold: list[str] = []
        self._bash = shutil.which("bash", path=environment.get("PATH"))

    async def run(self, command: str, timeout: int, progress: Progress) -> Ran:
        """Run `command` and wait for it, `timeout` seconds at most. Cancelling ends all its processes.

        Raises `ToolFailed`.
        """
        began = time.monotonic()
        notes = [*self._shell_note(), *self._directory_note()]
        with tempfile.TemporaryFile() as place:
            process, ended = await self._start(self._carrying(command, place.fileno()), fds=(place.fileno(),))
            capture = Capture(process, self._file(), progress)
            try:
                timed_out = await self._waited(process, timeout)
                await capture.drain()
            except BaseException:
                await process.end()
                await capture.close()
                await completed(self._look(ended))
                raise
            seconds = time.monotonic() - began
            if not timed_out:
                notes += self._carry(place)
                notes += await self._leave(process, capture)
            await completed(self._look(ended))
            notes += self._untold
            self._untold = []
        if capture.trouble:
            notes.append(capture.trouble)
        output = capture.text()
        if capture.saved:
            notes.append(told(capture.saved))
        code = process.exit_code or 0
        stored = capture.stored if capture.cut else ""
        result = Ran(output, code if code >= 0 else 128 - code, seconds, timed_out, stored, tuple(notes))
        if not any(left is process for left, _ in self._left):
            await capture.close()
        return result

    async def start(self, command: str) -> tuple[Process, Capture, Ended]:
        """Start `command` in the background; it can be given input. Raises `ToolFailed`."""
        self._directory_note()
        process, ended = await self._start((self._bash or "sh", "-c", command), typed=True)
        return process, Capture(process, self._file(), always=True), ended

    async def close(self) -> None:
        """End what commands have left running."""
        left, self._left = self._left, []
        for process, capture in left:
            await process.end()
            await capture.close()

    async def _start(self, argv: Sequence[str], fds: Sequence[int] = (), typed: bool = False) -> tuple[Process, Ended]:
        confined = Confined(argv)
        try:
            if self._confine is not None:
                confined = await asyncio.to_thread(self._confine, argv, self.cwd)
            return await Process.start(confined.argv, self.cwd, self._environment, fds, typed), confined.ended
        except (ValueError, OSError) as error:
            await completed(self._look(confined.ended))
            if isinstance(error, ValueError):
                raise ToolFailed("A command cannot hold a NUL character.") from error
            raise ToolFailed(f"The shell could not be started: {error.strerror or error}.") from error

    async def _look(self, ended: Ended) -> None:
        """Look at what a command has left, to tell the person, and the model with the next result."""
        for sentence in await asyncio.to_thread(ended):
            self._untold.append(sentence)
            self.told(sentence)

    def _carrying(self, command: str, fd: int) -> tuple[str, ...]:
        """The shell that runs `command` and in the end, however that comes, writes its directory to `fd`."""
        # Only bash takes numbers above 9 after >&; the others get there by name.
        where = f"&{fd}" if self._bash else f"/dev/fd/{fd}"
        tell = f"{{ command pwd; command printf '\\0'; }} >{where}"
        # The trap is for commands that exit, the end of the script for those that set a trap of their own.
        script = f"trap {shlex.quote(tell)} EXIT; eval {shlex.quote(command)}; set -- $?; {tell}; exit $1"
        return (self._bash or "sh", "-c", script)

    async def _waited(self, process: Process, timeout: int) -> bool:
        """Wait for the program; True where its time was up and it was ended."""
        try:
            await asyncio.wait_for(process.wait(), timeout)
        except TimeoutError:
            await process.end()
            return True
        return False

    def _carry(self, place: BinaryIO) -> list[str]:
        place.seek(0)
        told = os.fsdecode(place.read()).split("\0")
        directory = told[-2].removesuffix("\n") if len(told) > 1 else ""
        if not directory or directory == self.cwd or not Path(directory).is_dir():
            return []
        self.cwd = directory
        return [f"The directory is now {directory}."]

    async def _leave(self, process: Process, capture: Capture) -> list[str]:
        """Keep what the command left in the background until the session ends, and say so."""
        for old in [old for old in self._left if not old[0].members()]:
            self._left.remove(old)
            await old[1].close()
        members = process.members()
        if not members:
            return []
        self._left.append((process, capture))
        named = ", ".join(f"{pid} {process_name(pid)}".rstrip() for pid in members[:5])
        return [f"Still running, until the session ends: {named}. For such commands use background."]

    def _directory_note(self) -> list[str]:
        if Path(self.cwd).is_dir():
            return []
        gone, self.cwd = self.cwd, self._root
        return [f"{gone} is gone; the command ran in {self.cwd}."]

    def _shell_note(self) -> list[str]:
        return [] if self._bash else ["There is no bash here; sh ran the command."]

    def _file(self) -> Path:
        return self._store / f"command-{secrets.token_hex(4)}.txt"
