"""One session: ops in, events out."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from pathlib import Path

from agent_tui.agent.commands import Commands
from agent_tui.agent.invocation import Invocations
from agent_tui.agent.lending import Lending
from agent_tui.agent.parts import Parts
from agent_tui.agent.pulse import Pulse
from agent_tui.agent.reports import Reports
from agent_tui.agent.reverting import Reverting
from agent_tui.agent.standing import rule_changed
from agent_tui.agent.state import SessionState
from agent_tui.agent.turn import Turns
from agent_tui.core.caps import Cap, capped
from agent_tui.core.conversation import Conversation
from agent_tui.core.events import (
    TRANSIENT,
    EffortChanged,
    Event,
    JobsChanged,
    ModeChanged,
    Notice,
    Renamed,
    Replied,
    SessionBegan,
    Stopped,
)
from agent_tui.core.ops import (
    AddRule,
    Answer,
    Clear,
    Compact,
    CompactUndo,
    Drop,
    DropRule,
    Dump,
    Foresee,
    Init,
    Interrupt,
    Invoke,
    Op,
    Pin,
    Redo,
    Rename,
    Restore,
    Rewind,
    RewindUndo,
    Run,
    Say,
    SetCap,
    SetEffort,
    SetMode,
    SetModel,
    SetSteps,
    ShowContext,
    ShowCost,
    ShowPermissions,
    ShowTools,
    ShowTruncations,
    Steer,
    TakePulse,
    Undo,
    Withdraw,
)
from agent_tui.core.verdicts import Mode
from agent_tui.core.views import BackgroundJob

_Queued = Say | Invoke | Compact | CompactUndo | Drop | Restore | Pin | Clear | Undo | Redo | Rewind | RewindUndo
"""What waits for the end of the turn that is under way."""


class Engine:
    """The session behind every frontend; implements `core.ports.Session`."""

    def __init__(self, state: SessionState, conversation: Conversation, parts: Parts) -> None:
        self.session_id = state.session_id
        self.history = state.earlier.history
        self._state = state
        self._conversation = conversation
        self._parts = parts
        self._turns = Turns(state, conversation, parts, self._emit)
        self._ledger = state.earlier.ledger
        self._reports = Reports(parts.windowed, self._ledger, parts.prices, parts.kept)
        self._pulse = Pulse(time.monotonic, parts.kept, parts.processes)
        parts.windowed.compaction.paid = self._turns.pay
        parts.dispatch.hold = lambda: self._turns.steering.waiting
        parts.subagents.report = self._observe_task
        self._commands = Commands(parts.commands, parts.opening.overheard, self._emit)
        parts.opening.overheard.extend(state.earlier.unheard)
        self.customs = parts.customs
        self._asked_for = Commands(parts.asked_for, [], self._emit)
        """Commands that stand in prompts."""
        self._lending = Lending(state, parts.prices, self._emit)
        self._invocations = Invocations(
            parts.customs, self._asked_for, parts.gate, self._lending, parts.model_named, self._emit
        )
        self._reverting = Reverting(state, conversation, parts, self._emit)
        self._queue: deque[_Queued] = deque()
        self._doing: _Queued | None = None
        self._out: asyncio.Queue[Event | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[None]] = set()
        self._closed = False
        self._noticed: set[str] = set()
        self._emit(
            SessionBegan(
                state.session_id, state.cwd, state.model, state.mode, state.version, continued=bool(self.history)
            )
        )

    def send(self, op: Op) -> None:
        """As `core.ports.Session`."""
        match op:
            case Say(before=before) | Invoke(before=before) if before:
                self._queue.insert(self._place(before), op)
                self._advance()
            case Say() | Invoke() | Compact() | CompactUndo() | Drop() | Restore() | Pin() | Clear() | Undo() | Redo():
                self._queue.append(op)
                self._advance()
            case Rewind() | RewindUndo():
                self._rewind(op)
            case Init():
                self.send(Say(self._parts.init_prompt))
            case Steer() | Withdraw() | Run() | Interrupt() | Answer():
                self._do_now(op)
            case SetMode(mode=mode):
                self._in_background(self._set_mode(mode))
            case SetModel(model=model):
                self._set_model(model)
            case SetEffort(effort=effort):
                self._parts.windowed.context.effort = effort
                self._emit(EffortChanged(effort))
            case ShowPermissions():
                self._emit(Notice(self._parts.gate.described()))
            case ShowContext() | ShowCost() | ShowTruncations() | ShowTools() | Dump():
                self._in_background(self._tell(op))
            case Foresee():
                self._in_background(self._foresee())
            case TakePulse():
                self._in_background(self._take_pulse())
            case Rename(title=title):
                self._emit(Renamed(title))
            case SetSteps() | SetCap():
                self._set_limit(op)
            case AddRule() | DropRule():
                self._emit(rule_changed(self._parts.gate, op))

    def _do_now(self, op: Steer | Withdraw | Run | Interrupt | Answer) -> None:
        """Do what concerns the work that is under way."""
        match op:
            case Steer(text=text):
                if self._task is None:
                    self.send(Say(text))
                else:
                    self._turns.steering.add(text)
            case Withdraw(text=text):
                self._withdraw(text)
            case Run():
                self._commands.start(op)
            case Interrupt():
                if not self._commands.stop() and self._task is not None:
                    # A task that is cancelled before its first step does nothing at all: what was said would be lost.
                    asyncio.get_running_loop().call_soon(self._task.cancel)
            case Answer():
                takers = (self._parts.dispatch, self._parts.subagents, self._commands, self._asked_for)
                any(taker.answer(op) for taker in takers)

    async def events(self) -> AsyncIterator[Event]:
        """As `core.ports.Session`."""
        while (event := await self._out.get()) is not None:
            yield event

    async def close(self) -> None:
        """As `core.ports.Session`."""
        self._closed = True
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._commands.close()
        for close in self._parts.closers:
            await close()
        await self._parts.journal.sync()
        self._parts.journal.close()
        self._out.put_nowait(None)

    def notice(self, text: str) -> None:
        """Tell the person one sentence."""
        self._emit(Notice(text))

    def notice_once(self, text: str) -> None:
        """Tell the person one sentence, the first time only."""
        if text not in self._noticed:
            self._noticed.add(text)
            self._emit(Notice(text, "warning"))

    def report(self, text: str) -> None:
        """Tell the person one sentence, and the model with what is said next."""
        self._emit(Notice(text))
        self._parts.opening.remind(text)

    def jobs_changed(self, jobs: tuple[BackgroundJob, ...]) -> None:
        """Tell how the commands in the background stand."""
        self._emit(JobsChanged(jobs))

    def _set_model(self, model: str) -> None:
        if whole := self._parts.model_named(model):
            self._lending.choose(whole)
        else:
            told = f"No model {model} is known; name it as provider/name, such as openai/gpt-5."
            self._emit(Notice(f"{told} The model is still {self._state.model}.", "warning"))

    async def _set_mode(self, mode: Mode) -> None:
        if mode is Mode.AUTO and (problem := await asyncio.to_thread(self._parts.sandbox_problem)):
            self._emit(Notice(problem, "warning"))
            mode = self._state.mode
        self._state.mode = mode
        self._emit(ModeChanged(mode))

    def _rewind(self, op: Rewind | RewindUndo) -> None:
        """Go back once what is being done is done; a turn is another matter: the person may want its end."""
        if any(isinstance(one, Say | Invoke) for one in (self._doing, *self._queue)):
            self._emit(Notice("The agent is at work; stop it first, then go back.", "warning"))
        else:
            self._queue.append(op)
            self._advance()

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _advance(self) -> None:
        if self._task is None and self._queue and not self._closed:
            self._doing = self._queue.popleft()
            self._task = asyncio.create_task(self._work(self._doing))
            self._task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._task = self._doing = None
        if not task.cancelled() and (error := task.exception()) is not None:
            self._turns.break_off()
            self._emit(Stopped("error", self._parts.fault(error)))
        for text in self._turns.steering.left():
            self._queue.appendleft(Say(text))
        self._advance()

    def _withdraw(self, text: str) -> None:
        for at in reversed(range(len(self._queue))):
            if _words(self._queue[at]) == text:
                del self._queue[at]
                return

    def _place(self, before: str) -> int:
        """Where in the queue something stands that is said before `before`."""
        waits = (_words(op) == before for op in self._queue)
        return next((at for at, found in enumerate(waits) if found), len(self._queue))

    async def _work(self, op: _Queued) -> None:
        match op:
            case Say():
                await self._turns.carry_out(op)
            case Invoke():
                await self._invocations.carry_out(op, self._turns.carry_out)
            case Compact() | CompactUndo() | Drop() | Restore() | Pin():
                await self._turns.reshape(op)
            case Clear():
                self._turns.clear(everything=op.all)
            case Undo() | Redo() | Rewind() | RewindUndo():
                await self._reverting.carry_out(op)
        self._doing = None
        with suppress(asyncio.CancelledError):
            await self._parts.journal.sync()

    def _observe_task(self, event: Event) -> None:
        """What a task of a subagent means for the session: its cost counts, its questions are the person's."""
        if isinstance(event, Replied):
            self._turns.pay(event.message.model or self._state.model, event.usage)
        else:
            self._emit(event)

    async def _tell(self, op: ShowContext | ShowCost | ShowTruncations | ShowTools | Dump) -> None:
        self._emit(await self._reports.answer(op, await self._next(), Path(self._state.cwd)))

    async def _foresee(self) -> None:
        self._emit(await self._parts.windowed.foreseen(await self._next()))

    async def _take_pulse(self) -> None:
        self._emit(await self._pulse.taken())

    async def _next(self) -> Conversation:
        """What the next request will hold before the words that the person has yet to say."""
        if len(self._conversation):
            return self._conversation
        return Conversation(await self._parts.opening.ground(self._state.mode))

    def _set_limit(self, op: SetSteps | SetCap) -> None:
        match op:
            case SetSteps(steps=steps):
                self._turns.max_steps = steps or self._turns.max_steps
                self._emit(Notice(f"A turn may make {self._turns.max_steps} requests to the model."))
            case SetCap(span=span, dollars=dollars, tokens=tokens):
                if dollars or tokens:
                    self._parts.purse.set_cap(span, Cap(tokens, dollars))
                self._emit(Notice(capped(span, self._parts.purse.caps.of(span))))

    def _emit(self, event: Event) -> None:
        if not isinstance(event, TRANSIENT):
            self._ledger.observe(event)
            self._pulse.observe(event)
            self._parts.journal.append(event)
        self._out.put_nowait(event)


def _words(op: _Queued) -> str | None:
    """What the person wrote for it to wait."""
    match op:
        case Say(text=text):
            return text
        case Invoke():
            return op.line
        case _:
            return None
