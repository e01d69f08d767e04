"""Carries out calls: checks them, asks for leave, runs read-only ones together and all others one by one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence

from agent_tui.core.batching import batches
from agent_tui.core.effects import Effect, Runs, Unknown, Writes, read_only
from agent_tui.core.errors import ToolFailed, UsageError
from agent_tui.core.events import (
    Answered,
    Asked,
    BatchBegan,
    BatchEnded,
    CallBegan,
    CallEnded,
    CallProgress,
    Event,
    Notice,
)
from agent_tui.core.messages import Call
from agent_tui.core.ops import Answer
from agent_tui.core.ports import Action, Gate, Progress, Toolbox
from agent_tui.core.verdicts import Allow, Ask, Deny, Mode, Scope, Verdict
from agent_tui.core.views import Questions, Result, Screen, View

SKIPPED = "Skipped: the user said something new before this call began."


class Dispatch:
    """The `Act` of a session."""

    def __init__(self, toolbox: Toolbox, gate: Gate, mode: Callable[[], Mode], max_parallel: int = 8) -> None:
        self._toolbox = toolbox
        self._gate = gate
        self._mode = mode
        self._max_parallel = max_parallel
        self._batch = 0
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._waiting: dict[str, asyncio.Future[Answer]] = {}
        self._asking = ""
        self._unrecorded = False
        self.hold: Callable[[], bool] = lambda: False
        """Asked before each batch: whether the rest of the reply's calls are to be skipped."""
        self.settled: list[CallEnded] = []
        """Calls of the reply in hand that have ended; after a cancellation, some of them were not yielded."""

    async def __call__(self, calls: Sequence[Call]) -> AsyncIterator[Event]:
        """As `core.ports.Act`. Cancelling ends all that runs before it returns; a write that began is finished."""
        self.settled = []
        self._events = asyncio.Queue()
        runner = asyncio.create_task(self._run_all(calls))
        runner.add_done_callback(lambda _: self._events.put_nowait(None))
        try:
            while (event := await self._events.get()) is not None:
                yield event
            await runner
        finally:
            runner.cancel()
            await asyncio.wait([runner])

    def answer(self, op: Answer) -> bool:
        """Hand over an answer; False where nobody waits for it."""
        future = self._waiting.get(op.call_id)
        if future is None or future.done():
            return False
        future.set_result(op)
        return True

    async def ask(self, questions: Questions) -> tuple[str, ...]:
        """Put questions to the person for the call that runs. Raises `ToolFailed` where they go unanswered."""
        answer = await self._wait(Asked(self._asking, "", questions=questions))
        if not answer.allow:
            raise ToolFailed(answer.reason or "The user did not answer. Choose the safest default and say which.")
        return answer.answers

    async def _run_all(self, calls: Sequence[Call]) -> None:
        jobs = [self._bind(call) for call in calls]
        for group in batches(((job, job.parallel) for job in jobs), self._max_parallel):
            if self.hold():
                for job in group:
                    self._emit(CallBegan(job.call, job.title, job.effect))
                    self._end(job.call, Result(SKIPPED, failed=True, summary="skipped"), 0.0)
            else:
                await self._run_group(group)

    def _bind(self, call: Call) -> _Job:
        try:
            action = self._toolbox.bind(call)
        except ToolFailed as failure:
            return _Job(call, None, str(failure))
        return _Job(action.call, action)

    async def _run_group(self, group: Sequence[_Job]) -> None:
        batch = 0
        if len(group) > 1:
            self._batch = batch = self._batch + 1
            self._emit(BatchBegan(batch, tuple(job.call.id for job in group)))
        began = time.perf_counter()
        for job in group:
            self._emit(CallBegan(job.call, job.title, job.effect, batch))
        allowed = [action for job in group if (action := await self._cleared(job)) is not None]
        if len(allowed) == 1:
            await self._run(allowed[0])
        elif allowed:
            slots = asyncio.Semaphore(self._max_parallel)
            async with asyncio.TaskGroup() as tasks:
                for action in allowed:
                    tasks.create_task(self._run_within(slots, action))
        if batch:
            self._emit(BatchEnded(batch, time.perf_counter() - began))

    async def _run_within(self, slots: asyncio.Semaphore, action: Action) -> None:
        async with slots:
            await self._run(action)

    async def _cleared(self, job: _Job) -> Action | None:
        """The action where it may run; otherwise its result was given."""
        action = job.action
        if action is None:
            self._end(job.call, Result(job.failure, failed=True, summary="not run"), 0.0)
            return None
        verdict = self._gate.judge(job.call.name, action.effect, self._mode())
        match verdict:
            case Allow():
                self._record(action, verdict)
                return action
            case Deny(reason=reason):
                self._record(action, verdict)
                self._end(job.call, Result(f"Not allowed: {reason}", failed=True, summary="not allowed"), 0.0, True)
                return None
            case Ask():
                return await self._approved(job.call, action, verdict)

    async def _approved(self, call: Call, action: Action, verdict: Ask) -> Action | None:
        try:
            view = await action.preview()
        except ToolFailed as failure:
            self._end(call, Result(str(failure), failed=True), 0.0)
            return None
        answer = await self._wait(Asked(call.id, verdict.reason, view or _command_view(action.effect), verdict.offer))
        self._record(action, verdict, "yes" if answer.allow else f"no: {answer.reason}")
        if not answer.allow:
            text = "The user did not allow this call."
            if answer.reason:
                text += f" Their reason: {answer.reason}"
            self._end(call, Result(text, failed=True, summary="refused"), 0.0, True)
            return None
        if answer.scope != "once" and verdict.offer:
            self._remember(verdict.offer, answer.scope)
        return action.with_command(answer.command) if answer.command else action

    def _record(self, action: Action, verdict: Verdict, answer: str = "") -> None:
        try:
            self._gate.record(action.call.name, action.effect, verdict, answer)
        except OSError as error:
            if not self._unrecorded:
                self._unrecorded = True
                self._emit(Notice(f"Decisions are not written down: {error.strerror}.", "warning"))

    def _remember(self, rules: Sequence[str], scope: Scope) -> None:
        try:
            self._gate.remember(rules, scope)
        except (OSError, UsageError) as error:
            self._emit(Notice(f"Allowed now, but the rule could not be kept: {error}.", "warning"))

    async def _wait(self, asked: Asked) -> Answer:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[asked.call_id] = future
        self._emit(asked)
        try:
            answer = await future
        finally:
            del self._waiting[asked.call_id]
        rules = asked.offer if answer.allow and answer.scope != "once" else ()
        self._emit(Answered(asked.call_id, answer.allow, answer.scope, answer.reason, rules))
        return answer

    async def _run(self, action: Action) -> None:
        began = time.perf_counter()
        self._asking = action.call.id
        running = asyncio.ensure_future(self._result(action))
        try:
            # A write is short and must not be left half known: it is finished even while the turn is being stopped.
            result = await (asyncio.shield(running) if isinstance(action.effect, Writes) else running)
        except asyncio.CancelledError:
            if isinstance(action.effect, Writes):
                self._end(action.call, await running, time.perf_counter() - began)
            raise
        self._end(action.call, result, time.perf_counter() - began)

    async def _result(self, action: Action) -> Result:
        try:
            return await action.run(self._progress(action.call))
        except ToolFailed as failure:
            return Result(str(failure), failed=True)

    def _progress(self, call: Call) -> Progress:
        return lambda text: self._emit(CallProgress(call.id, text))

    def _end(self, call: Call, result: Result, seconds: float, denied: bool = False) -> None:
        ended = CallEnded(call.id, call.name, result, seconds, denied)
        self.settled.append(ended)
        self._emit(ended)

    def _emit(self, event: Event) -> None:
        self._events.put_nowait(event)


class _Job:
    """A call on its way: with its action, or with the reason why there is none."""

    def __init__(self, call: Call, action: Action | None, failure: str = "") -> None:
        self.call = call
        self.action = action
        self.failure = failure

    @property
    def effect(self) -> Effect:
        return self.action.effect if self.action else Unknown(self.call.name)

    @property
    def title(self) -> str:
        return self.action.title if self.action else ""

    @property
    def parallel(self) -> bool:
        return self.action is not None and read_only(self.action.effect)


def _command_view(effect: Effect) -> View | None:
    return Screen(effect.command, "") if isinstance(effect, Runs) else None
