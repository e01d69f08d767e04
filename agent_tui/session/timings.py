"""A log of what took how long, for whoever sets `AGENT_LOG_LEVEL` or `LOG_LEVEL` to DEBUG."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from agent_tui.core.events import BatchEnded, CallEnded, Event, Replied, Stopped
from agent_tui.core.ports import Journal
from agent_tui.core.stalls import Stall

NAME = "timings.jsonl"
MARK = "mark"
"""What a line is called that tells of a moment."""
ELSEWHERE = "AGENT_TIMINGS"
"""The variable that names another file."""


def wanted(env: Mapping[str, str]) -> bool:
    """Whether timings are to be written down."""
    return (env.get("AGENT_LOG_LEVEL") or env.get("LOG_LEVEL", "")).upper() == "DEBUG"


def place(env: Mapping[str, str], state: Path) -> Path:
    """The file of the timings: the one that is named, or ours in `state`."""
    return Path(env.get(ELSEWHERE) or state / NAME)


class Timings:
    """An append-only file of JSON lines, mode 0600; what cannot be written is left out."""

    def __init__(self, path: Path, *, on: bool = True) -> None:
        self.path = path
        self.on = on
        """Whether anything is written down now."""
        self._lock = threading.Lock()
        self._file = -1

    def note(self, what: str, seconds: float, **more: str | float) -> None:
        """Write down that `what` took `seconds`. Safe to call from several threads."""
        line = {"at": time.time(), "pid": os.getpid(), "what": what, "seconds": round(seconds, 6), **more}
        with self._lock:
            if not self.on:
                return
            try:
                if self._file < 0:
                    self._file = self._opened()
                os.write(self._file, msgspec.json.encode(line) + b"\n")
            except OSError:
                self.on = False

    def marked(self, name: str, at: float) -> None:
        """Write down that a start came to `name` at the moment `at` of the machine's clock."""
        self.note(MARK, 0.0, name=name, clock=round(at, 6))

    def stalled(self, stall: Stall) -> None:
        """Write down that the event loop stood."""
        self.note("stall", stall.seconds, busy=round(stall.busy, 6), stack=stall.stack)

    def _opened(self) -> int:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def close(self) -> None:
        """Let go of the file; what is noted later opens it again."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def of_environment(env: Mapping[str, str], state: Path) -> Timings:
    """Timings where `env` has them, written where it wants that."""
    return Timings(place(env, state), on=wanted(env))


class Timed:
    """A journal that also writes down what each request, call, batch and turn took."""

    def __init__(self, journal: Journal, timings: Timings) -> None:
        self._journal = journal
        self._timings = timings

    def append(self, event: Event) -> None:
        """As `Journal`."""
        self._journal.append(event)
        match event:
            case Replied(message=message, usage=usage, seconds=seconds, first_token_seconds=first):
                tokens = {"input": usage.input_tokens, "output": usage.output_tokens}
                self._timings.note("request", seconds, model=message.model, first_token=first, **tokens)
            case CallEnded(call_id=call_id, name=name, seconds=seconds):
                self._timings.note("tool", seconds, name=name, call=call_id)
            case BatchEnded(seconds=seconds):
                self._timings.note("batch", seconds)
            case Stopped(reason=reason, steps=steps, seconds=seconds):
                self._timings.note("turn", seconds, reason=reason, steps=steps)

    async def sync(self) -> None:
        """As `Journal`."""
        await self._journal.sync()

    def close(self) -> None:
        """As `Journal`."""
        self._journal.close()
        self._timings.close()
