from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from agent_tui.agent.dispatch import SKIPPED, Dispatch
from agent_tui.core.errors import ToolFailed
from agent_tui.core.events import Answered, Asked, BatchBegan, BatchEnded, CallBegan, CallEnded, CallProgress, Event
from agent_tui.core.messages import Call
from agent_tui.core.ops import Answer
from agent_tui.core.ports import Progress
from agent_tui.core.verdicts import Ask, Deny, Mode
from agent_tui.core.views import Question, Questions, Result
from tests.support.scripted import ScriptedGate, ScriptedTools, call


class Work:
    """Calls that take a while, and how many of them ran at once."""

    def __init__(self) -> None:
        self.running: set[str] = set()
        self.together: list[frozenset[str]] = []

    async def __call__(self, call: Call) -> str:
        self.running.add(call.id)
        self.together.append(frozenset(self.running))
        await asyncio.sleep(0.02)
        self.running.discard(call.id)
        return f"did {call.id}"


def dispatch(
    work: Callable[[Call, Progress], object], gate: ScriptedGate | None = None, max_parallel: int = 8
) -> Dispatch:
    return Dispatch(ScriptedTools(work), gate or ScriptedGate(), lambda: Mode.ASK, max_parallel)


async def run(act: Dispatch, *calls: Call) -> list[Event]:
    return [event async for event in act(calls)]


def ended(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.call_id, event.result.text) for event in events if isinstance(event, CallEnded)]


async def test_read_only_calls_overlap_and_a_write_between_them_does_not() -> None:
    work = Work()
    act = dispatch(lambda one, _: work(one))
    a, b, w, c = call("read", "a"), call("read", "b"), call("write", "w"), call("read", "c")

    events = await run(act, a, b, w, c)

    assert frozenset("ab") in work.together
    assert all(together == {"w"} for together in work.together if "w" in together)
    assert all(together == {"c"} for together in work.together if "c" in together)
    assert [event for event in events if isinstance(event, BatchBegan)] == [BatchBegan(1, ("a", "b"))]
    assert sum(isinstance(event, BatchEnded) for event in events) == 1


async def test_a_limit_of_one_turns_batches_off() -> None:
    work = Work()
    events = await run(dispatch(lambda one, _: work(one), max_parallel=1), call("read", "a"), call("read", "b"))
    assert all(len(together) == 1 for together in work.together)
    assert not [event for event in events if isinstance(event, BatchBegan)]


async def test_the_limit_bounds_how_many_run_at_once() -> None:
    work = Work()
    await run(dispatch(lambda one, _: work(one), max_parallel=3), *(call("read", f"r{n}") for n in range(7)))
    assert max(map(len, work.together)) == 3


async def test_failures_and_unknown_tools_are_results() -> None:
    def work(one: Call, _: Progress) -> object:
        raise ToolFailed("no such file")

    events = await run(dispatch(work), call("read", "a"), call("nope", "b"))
    assert ended(events) == [("a", "no such file"), ("b", "There is no tool nope.")]
    assert all(event.result.failed for event in events if isinstance(event, CallEnded))


async def test_progress_reaches_the_screen_before_the_result() -> None:
    def work(one: Call, progress: Progress) -> object:
        progress("half")
        return "whole"

    events = await run(dispatch(work), call("run", "a"))
    assert [type(event) for event in events] == [CallBegan, CallProgress, CallEnded]


async def test_a_denied_call_does_not_run() -> None:
    act = dispatch(lambda *_: pytest.fail("ran"), ScriptedGate(write=Deny("plan mode")))
    events = await run(act, call("write", "w"))
    assert ended(events) == [("w", "Not allowed: plan mode")]
    assert isinstance(events[-1], CallEnded)
    assert events[-1].denied


async def answer_when_asked(act: Dispatch, answer: Answer, *calls: Call) -> list[Event]:
    events = []
    async for event in act(calls):
        events.append(event)
        if isinstance(event, Asked):
            assert act.answer(answer)
            assert not act.answer(answer)
    return events


async def test_a_yes_for_the_session_is_remembered() -> None:
    gate = ScriptedGate(run=Ask("it runs a command", offer=("run(true)",)))
    act = dispatch(lambda *_: "ran", gate)
    events = await answer_when_asked(act, Answer("r", True, "session"), call("run", "r"))
    assert gate.remembered == [(("run(true)",), "session")]
    assert Answered("r", True, "session", rules=("run(true)",)) in events
    assert ended(events) == [("r", "ran")]
    assert gate.recorded == [("run", "ask", "yes")]


async def test_a_no_tells_the_model_why() -> None:
    act = dispatch(lambda *_: pytest.fail("ran"), ScriptedGate(run=Ask("?")))
    events = await answer_when_asked(act, Answer("r", False, reason="use make"), call("run", "r"))
    assert ended(events) == [("r", "The user did not allow this call. Their reason: use make")]


async def test_a_changed_command_runs_instead() -> None:
    act = dispatch(lambda *_: pytest.fail("ran"), ScriptedGate(run=Ask("?")))
    events = await answer_when_asked(act, Answer("r", True, command="ls"), call("run", "r"))
    assert ended(events) == [("r", "ran ls")]


async def test_questions_go_to_the_person() -> None:
    async def work(one: Call, _: Progress) -> str:
        return ",".join(await act.ask(Questions((Question("which?"),))))

    act = dispatch(work)
    events = await answer_when_asked(act, Answer("r", True, answers=("this",)), call("run", "r"))
    assert ended(events) == [("r", "this")]


async def test_cancelling_ends_what_runs_but_finishes_a_write() -> None:
    reached: list[str] = []

    async def work(one: Call, _: Progress) -> str:
        reached.append(f"began {one.id}")
        await asyncio.sleep(0.05 if one.name == "write" else 60)
        reached.append(f"ended {one.id}")
        return "done"

    act = dispatch(work)
    task = asyncio.create_task(run(act, call("write", "w"), call("run", "r")))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert reached == ["began w", "ended w"]
    assert [(event.call_id, event.result) for event in act.settled] == [("w", Result("done"))]


async def test_calls_that_have_not_begun_are_skipped_on_hold() -> None:
    act = dispatch(lambda one, _: one.id)
    act.hold = lambda: bool(act.settled)
    events = await run(act, call("write", "a"), call("write", "b"))
    assert ended(events) == [("a", "a"), ("b", SKIPPED)]
