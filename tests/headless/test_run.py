from __future__ import annotations

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import pytest

from agent_tui.core.custom import CustomCommand
from agent_tui.core.events import (
    Asked,
    CallEnded,
    Compacted,
    Delta,
    Event,
    Notice,
    Replied,
    Sent,
    Spent,
    StepBegan,
    Stopped,
    Trimmed,
)
from agent_tui.core.messages import AssistantMessage, Usage, UserMessage
from agent_tui.core.ops import Answer, Interrupt, Op, Say
from agent_tui.core.trimming import Trim
from agent_tui.core.views import Question, Questions, Result
from agent_tui.headless.run import NOBODY, UNHEARD, Format, run

DENIAL = (Asked("c1", "writes"), CallEnded("c1", "write_file", Result("denied", failed=True), 0.0, denied=True))


class Told:
    """A session that says its events, and stops when it is interrupted."""

    session_id = "s1"
    history: tuple[Event, ...] = ()
    customs: tuple[CustomCommand, ...] = ()

    def __init__(self, *events: Event) -> None:
        self._events = events
        self.ops: list[Op] = []
        self.closed = False
        self._interrupted = asyncio.Event()

    def send(self, op: Op) -> None:
        self.ops.append(op)
        if isinstance(op, Interrupt):
            self._interrupted.set()

    async def events(self) -> AsyncIterator[Event]:
        for event in self._events:
            yield event
        await self._interrupted.wait()
        yield Stopped("interrupted")

    async def close(self) -> None:
        self.closed = True


def replied(text: str, useful: int = 45) -> Sequence[Event]:
    usage = Usage(10, 2, cost=0.5)
    return (
        StepBegan(1, "m"),
        Sent("m", "d", 3, 3, tokens=45, useful=useful),
        Delta("text", text),
        Replied(AssistantMessage(text), usage, "stop", 0.1),
        Spent("m", usage, usage, usage, 12, 0),
    )


async def outcome(session: Told, output: Format = "json") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = await run(session, "do it", output, out, err)
    assert session.closed
    assert session.ops[0] == Say("do it")
    return code, out.getvalue(), err.getvalue()


async def test_text_is_the_answer_and_nothing_else() -> None:
    session = Told(Notice("careful"), *replied("first"), *replied("done\x1b[2J"), Stopped("done"))
    assert await outcome(session, "text") == (0, "done\n", "agent: careful\n")


async def test_what_becomes_smaller_is_told_beside_the_answer() -> None:
    trims = (Trim(3, "age", what="bash make"), Trim(5, "age", what="read_file a.py"))
    page = (UserMessage("S", source="summary"),)
    events = (*replied("hi"), Trimmed(trims, 9_000, 5_000), Compacted(7_000, 2_000, 12, page, 4, auto=True, said=3))
    session, out, err = Told(*events, Stopped("done")), io.StringIO(), io.StringIO()
    assert await run(session, "go", "text", out, err) == 0
    assert out.getvalue() == "hi\n"
    smaller, compacted = err.getvalue().splitlines()
    assert smaller == "agent: Made 2 messages smaller (bash make; read_file a.py): 9,000 to 5,000 tokens."
    assert compacted.startswith("agent: Compacted 7,000 to 2,000 tokens; 12 messages folded, 4 kept whole, 3 of yours")


async def test_json_is_one_object() -> None:
    code, out, _ = await outcome(Told(*replied("one"), *replied("two", useful=36), Stopped("done")))
    got: dict[str, Any] = msgspec.json.decode(out)
    assert code == 0
    assert got.pop("duration_ms") >= 0
    assert got.pop("usage")["input_tokens"] == 10
    assert got == {
        "type": "result",
        "subtype": "success",
        "is_error": False,
        "result": "two",
        "num_turns": 2,
        "total_cost_usd": 0.5,
        "session_id": "s1",
        "sent_tokens": 90,
        "useful_tokens": 81,
        "permission_denials": [],
    }


async def test_stream_json_is_every_event_and_then_the_result() -> None:
    _, out, _ = await outcome(Told(*replied("one"), Stopped("done")), "stream-json")
    types = [msgspec.json.decode(line)["type"] for line in out.splitlines()]
    assert types == ["step_began", "sent", "delta", "replied", "spent", "stopped", "result"]


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ((Stopped("error", "The server is down."),), 1),
        ((Stopped("refused", "No."),), 1),
        ((Stopped("limit", "The limit was reached."),), 3),
        ((*DENIAL, *replied("could not"), Stopped("done")), 4),
    ],
)
async def test_exit_codes(events: Sequence[Event], code: int) -> None:
    got, out, _ = await outcome(Told(*events))
    assert got == code
    assert msgspec.json.decode(out)["is_error"]


async def test_what_needs_leave_is_denied_with_the_reason() -> None:
    session = Told(*DENIAL, Stopped("done"))
    await outcome(session)
    assert session.ops[1] == Answer("c1", allow=False, reason=NOBODY)


async def test_a_question_is_left_to_the_model() -> None:
    session = Told(Asked("c1", "", questions=Questions((Question("Which?"),))), Stopped("done"))
    await outcome(session)
    assert session.ops[1] == Answer("c1", allow=False, reason=UNHEARD)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_a_signal_interrupts_the_turn(number: signal.Signals, code: int) -> None:
    session = Told(*replied("half"))
    asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), number)
    got, _, err = await outcome(session, "text")
    assert (got, err) == (code, "agent: Interrupted.\n")


async def test_a_reader_that_has_gone_ends_the_run_quietly() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    session, err = Told(*replied("one"), Stopped("done")), io.StringIO()
    with os.fdopen(writing, "w") as out:
        assert await run(session, "do it", "stream-json", out, err) == 1
    assert session.closed
    assert err.getvalue() == ""
