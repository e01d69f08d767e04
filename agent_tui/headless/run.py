"""Runs one prompt to its end with nobody at the keyboard."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Literal

from msgspec import Struct
from msgspec.json import Encoder

from agent_tui.core import receipts
from agent_tui.core.events import (
    Asked,
    CallEnded,
    Compacted,
    Event,
    Notice,
    Replied,
    Retrying,
    Sent,
    Spent,
    StepBegan,
    Stopped,
    Trimmed,
    encoder,
)
from agent_tui.core.messages import Usage
from agent_tui.core.ops import Answer, Interrupt, Invoke, Say
from agent_tui.core.ports import Session
from agent_tui.core.sanitise import sanitise

Format = Literal["text", "json", "stream-json"]

DONE, FAILED, USAGE, LIMIT, DENIED, INTERRUPTED, TERMINATED = 0, 1, 2, 3, 4, 130, 143
"""Exit codes."""
NOBODY = (
    "This needs the user's permission and nobody is there to give it. Do without it, or say what you would have done; "
    "the user can allow it with --mode or a permission rule."
)
UNHEARD = "Nobody is there to answer. Choose the safest default and say which."


class Outcome(Struct, frozen=True, tag="result", tag_field="type"):
    """The last line of `stream-json`, and all of `json`."""

    subtype: Literal["success", "error", "limit", "denied", "interrupted"]
    is_error: bool
    result: str
    """The last answer, or the sentence that says what went wrong."""
    num_turns: int
    """Requests to the model."""
    duration_ms: int
    total_cost_usd: float
    usage: Usage
    session_id: str
    sent_tokens: int = 0
    """Tokens of all requests of the conversation, as they were counted."""
    useful_tokens: int = 0
    """Those of them that told the model something."""
    permission_denials: tuple[str, ...] = ()
    """Names of the tools that were denied."""


class _Tally:
    """What is known of the run so far."""

    def __init__(self) -> None:
        self.answer = ""
        self.requests = 0
        self.usage = Usage()
        self.sent = 0
        self.useful = 0
        self.denied: list[str] = []
        self.stopped: Stopped | None = None

    def add(self, event: Event) -> None:
        match event:
            case StepBegan():
                self.requests += 1
            case Replied(message=message):
                self.answer = message.text or self.answer
            case Sent(tokens=tokens, useful=useful):
                self.sent += tokens
                self.useful += useful
            case Spent(turn=usage):
                self.usage = usage
            case CallEnded(denied=True, name=name):
                self.denied.append(name)
            case Stopped():
                self.stopped = event
            case _:
                pass


async def run(session: Session, prompt: str, output: Format, out: IO[str], err: IO[str]) -> int:
    """Say `prompt`, print what comes of it, and return the exit code; the session is closed."""
    began = time.perf_counter()
    tally, signals = _Tally(), list[int]()
    try:
        with _signals(session, signals):
            session.send(_first(session, prompt))
            async for event in session.events():
                tally.add(event)
                if isinstance(event, Asked):
                    session.send(Answer(event.call_id, allow=False, reason=UNHEARD if event.questions else NOBODY))
                _tell(event, output, out, err)
                if isinstance(event, Stopped):
                    break
    except BrokenPipeError:
        signals.append(signal.SIGPIPE)
    finally:
        await session.close()
    code, outcome = _outcome(tally, session.session_id, int((time.perf_counter() - began) * 1000))
    if signal.SIGTERM in signals:
        code = TERMINATED
    if signal.SIGPIPE in signals:
        _silence(out)
        return FAILED
    _finish(outcome, output, out, err)
    return code


def _first(session: Session, prompt: str) -> Say | Invoke:
    """What `prompt` asks for: a command that somebody wrote, else it is said as it stands."""
    name, _, arguments = prompt.removeprefix("/").partition(" ")
    known = prompt.startswith("/") and name in {command.name for command in session.customs}
    return Invoke(name, arguments.strip()) if known else Say(prompt)


def _tell(event: Event, output: Format, out: IO[str], err: IO[str]) -> None:
    if output == "stream-json":
        out.write(encoder.encode(event).decode() + "\n")
        out.flush()
    elif isinstance(event, Notice):
        err.write(f"agent: {sanitise(event.text)}\n")
    elif isinstance(event, Retrying):
        err.write(f"agent: {sanitise(event.reason)} Trying again in {event.delay:.0f} s.\n")
    elif isinstance(event, Compacted):
        err.write(f"agent: {receipts.compacted(event)}\n")
    elif isinstance(event, Trimmed):
        err.write(f"agent: {receipts.trimmed(event)}\n")


def _finish(outcome: Outcome, output: Format, out: IO[str], err: IO[str]) -> None:
    try:
        if output != "text":
            out.write(Encoder().encode(outcome).decode() + "\n")
        elif outcome.subtype in ("success", "denied"):
            out.write(sanitise(outcome.result).rstrip() + "\n")
        else:
            err.write(f"agent: {sanitise(outcome.result)}\n")
        out.flush()
    except BrokenPipeError:
        _silence(out)


def _silence(out: IO[str]) -> None:
    """The reader has gone; without this Python would complain about it once more while it shuts down."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, out.fileno())
    os.close(null)


def _outcome(tally: _Tally, session_id: str, milliseconds: int) -> tuple[int, Outcome]:
    stopped = tally.stopped or Stopped("interrupted")
    code, subtype = _verdict(stopped, bool(tally.denied))
    result = tally.answer if subtype in ("success", "denied") else stopped.text or "Interrupted."
    return code, Outcome(
        subtype,
        subtype != "success",
        result,
        tally.requests,
        milliseconds,
        round(tally.usage.cost, 6),
        tally.usage,
        session_id,
        tally.sent,
        tally.useful,
        tuple(tally.denied),
    )


def _verdict(
    stopped: Stopped, denied: bool
) -> tuple[int, Literal["success", "error", "limit", "denied", "interrupted"]]:
    match stopped.reason:
        case "done":
            return (DENIED, "denied") if denied else (DONE, "success")
        case "limit":
            return LIMIT, "limit"
        case "interrupted":
            return INTERRUPTED, "interrupted"
        case "error" | "refused":
            return FAILED, "error"


@contextmanager
def _signals(session: Session, seen: list[int]) -> Iterator[None]:
    """Turn Ctrl-C and a request to end into an interruption of the turn."""

    def stop(number: int) -> None:
        seen.append(number)
        session.send(Interrupt())

    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM)
    for number in numbers:
        try:
            loop.add_signal_handler(number, stop, number)
        except NotImplementedError:
            return (yield)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
