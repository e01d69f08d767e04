"""Commands in the background."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from agent_tui.core.errors import ToolFailed
from agent_tui.core.sanitise import one_line
from agent_tui.core.views import BackgroundJob
from agent_tui.tools.capture import Capture
from agent_tui.tools.process import Process
from agent_tui.tools.shell import Ended, Shell


class Job:
    """One command in the background."""

    def __init__(self, number: int, command: str, process: Process, capture: Capture, look: Ended) -> None:
        self.id = str(number)
        self.command = command
        self.process = process
        self.capture = capture
        self.began = time.monotonic()
        self.ended: float | None = None
        self._look: Ended | None = look

    @property
    def stored(self) -> str:
        """The file that holds all its output."""
        return self.capture.stored

    @property
    def running(self) -> bool:
        return self.ended is None

    @property
    def seconds(self) -> float:
        return (time.monotonic() if self.ended is None else self.ended) - self.began

    @property
    def exit_code(self) -> int | None:
        """128 + n where signal n ended it; None while it runs."""
        code = None if self.running else self.process.exit_code
        return code if code is None or code >= 0 else 128 - code

    @property
    def state(self) -> str:
        """In a few words, for the model and the person."""
        end = "running" if self.running else f"exit {self.exit_code}"
        return f"{end}, {self.seconds:.1f} s"

    async def looked(self) -> Sequence[str]:
        """Look, once, at what its processes have left; sentences."""
        look, self._look = self._look, None
        return await asyncio.to_thread(look) if look else ()

    @property
    def view(self) -> BackgroundJob:
        """As a frontend shows it."""
        return BackgroundJob(self.id, self.command, self.running, self.exit_code)

    def __str__(self) -> str:
        return f"job {self.id} ({one_line(self.command, 80)}): {self.state}"


class Jobs:
    """All background commands of a session."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._jobs: dict[str, Job] = {}
        self._watches: set[asyncio.Task[None]] = set()
        self._closing = False
        self.told: Callable[[str], None] = lambda _: None
        """Takes a sentence when a job ends on its own, for the person and the model."""
        self.changed: Callable[[], None] = lambda: None
        """Called when a job has begun or ended."""

    def all(self) -> tuple[Job, ...]:
        """In the order they were started, ended ones too."""
        return tuple(self._jobs.values())

    def get(self, job_id: str) -> Job:
        """Raises `ToolFailed` where there is none of that id."""
        if job_id not in self._jobs:
            raise ToolFailed(f"There is no job {job_id}. Jobs are: {', '.join(self._jobs) or 'none'}.")
        return self._jobs[job_id]

    async def start(self, command: str) -> Job:
        """Start `command`. Raises `ToolFailed`."""
        job = Job(len(self._jobs) + 1, command, *await self._shell.start(command))
        self._jobs[job.id] = job
        self.changed()
        watch = asyncio.create_task(self._watch(job))
        self._watches.add(watch)
        watch.add_done_callback(self._watches.discard)
        return job

    async def write(self, job_id: str, text: str) -> Job:
        """Give a job input. Raises `ToolFailed`."""
        job = self.get(job_id)
        try:
            if not job.running:
                raise BrokenPipeError
            await job.process.write(text)
        except OSError as error:
            raise ToolFailed(f"Job {job_id} reads no input any more.") from error
        return job

    async def kill(self, job_id: str) -> Job:
        """End a job with all its processes; an ended one stays as it is. Raises `ToolFailed`."""
        job = self.get(job_id)
        await self._end(job)
        return job

    async def close(self) -> None:
        """End all jobs, quietly."""
        self._closing = True
        await asyncio.gather(*(self._end(job) for job in self.all()))
        for job in self.all():
            await job.capture.close()

    async def _watch(self, job: Job) -> None:
        await job.process.wait()
        await job.capture.drain()
        if job.running:
            job.ended = time.monotonic()
            self.changed()
            told = await job.looked()
            if not self._closing:
                self.told(" ".join((f"Background {job}.", *told)))

    async def _end(self, job: Job) -> None:
        was_running, job.ended = job.running, job.ended or time.monotonic()
        await job.process.end()
        if was_running:
            self.changed()
            await job.capture.drain()
        if (told := await job.looked()) and not self._closing:
            self.told(" ".join(told))
