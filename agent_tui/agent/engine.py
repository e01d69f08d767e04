"""One session: ops in, events out."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from agent_tui.agent.dispatch import Dispatch
from agent_tui.agent.ledger import Ledger
from agent_tui.agent.loop import turns
from agent_tui.agent.opening import Opening
from agent_tui.agent.partial import Partial
from agent_tui.agent.purse import Purse
from agent_tui.agent.reports import Reports
from agent_tui.agent.state import SessionState
from agent_tui.agent.steering import Steering
from agent_tui.agent.subagent import Subagents
from agent_tui.agent.windowed import Reshaping, Windowed
from agent_tui.core.caps import Cap
from agent_tui.core.conversation import INTERRUPTED, Conversation
from agent_tui.core.errors import FailureKind, ModelFailed, UserError
from agent_tui.core.events import (
    TRANSIENT,
    CallEnded,
    Cleared,
    Compacted,
    Delta,
    Event,
    ModeChanged,
    ModelChanged,
    Notice,
    Replied,
    Retrying,
    Reverted,
    SessionBegan,
    Spent,
    StepBegan,
    Stopped,
    TodosChanged,
    Trimmed,
    TurnBegan,
    Uncompacted,
    Untrimmed,
)
from agent_tui.core.messages import AssistantMessage, Usage, UserMessage
from agent_tui.core.ops import (
    AddRule,
    Answer,
    Clear,
    Compact,
    CompactUndo,
    Drop,
    DropRule,
    Dump,
    Init,
    Interrupt,
    Op,
    Pin,
    Redo,
    Restore,
    Say,
    SetCap,
    SetMode,
    SetModel,
    SetSteps,
    ShowContext,
    ShowCost,
    ShowPermissions,
    ShowTruncations,
    Steer,
    Undo,
)
from agent_tui.core.ports import Edits, Gate, Journal, Prices
from agent_tui.core.verdicts import Mode
from agent_tui.core.views import Result, Todos

_CHARACTERS_A_TOKEN = 4
_Queued = Say | Compact | CompactUndo | Drop | Restore | Pin | Clear | Undo | Redo
"""What waits for the end of the turn that is under way."""


class Parts(Struct, frozen=True):
    """What a session is made of."""

    windowed: Windowed
    dispatch: Dispatch
    subagents: Subagents
    opening: Opening
    edits: Edits
    gate: Gate
    journal: Journal
    prices: Prices
    purse: Purse
    max_steps: int
    init_prompt: str = ""
    """What `Init` says."""
    sandbox_problem: Callable[[], str] = lambda: ""
    """Why auto mode cannot be had here; blocks."""
    heard: Callable[[str], None] = lambda _: None
    """Told the person's words as a turn begins, before the model is."""
    counters: Callable[[], Mapping[str, int]] = dict
    """How often what is kept of files served, by name."""
    closers: tuple[Callable[[], Awaitable[None]], ...] = ()
    """What ends the children of the session, in order."""


class Engine:
    """The session behind every frontend; implements `core.ports.Session`."""

    def __init__(self, state: SessionState, conversation: Conversation, parts: Parts) -> None:
        self.session_id = state.session_id
        self.history = state.history
        self._state = state
        self._conversation = conversation
        self._parts = parts
        self._steering = Steering(parts.windowed)
        self._ledger = Ledger()
        for event in state.history:
            self._ledger.observe(event)
        self._reports = Reports(parts.windowed, self._ledger, parts.prices, parts.counters)
        self._max_steps = parts.max_steps
        parts.windowed.compaction.paid = self._pay
        parts.dispatch.hold = lambda: self._steering.waiting
        parts.subagents.report = self._observe_task
        self._queue: deque[_Queued] = deque()
        self._out: asyncio.Queue[Event | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[None]] = set()
        self._partial = Partial()
        self._turn_usage = Usage()
        self._closed = False
        self._emit(
            SessionBegan(
                state.session_id, state.cwd, state.model, state.mode, state.version, continued=bool(state.history)
            )
        )

    def send(self, op: Op) -> None:
        """As `core.ports.Session`."""
        match op:
            case Say() | Compact() | CompactUndo() | Drop() | Restore() | Pin() | Clear() | Undo() | Redo():
                self._queue.append(op)
                self._advance()
            case Steer(text=text):
                if self._task is None:
                    self.send(Say(text))
                else:
                    self._steering.add(text)
            case Init():
                self.send(Say(self._parts.init_prompt))
            case Interrupt():
                if self._task is not None:
                    self._task.cancel()
            case Answer():
                if not self._parts.dispatch.answer(op):
                    self._parts.subagents.answer(op)
            case SetMode(mode=mode):
                self._in_background(self._set_mode(mode))
            case SetModel(model=model):
                self._state.model = model
                self._emit(ModelChanged(model, self._parts.prices.window(model)))
            case ShowPermissions():
                self._emit(Notice(self._parts.gate.described()))
            case ShowContext() | ShowCost() | ShowTruncations() | Dump():
                self._in_background(self._tell(op))
            case SetSteps() | SetCap():
                self._set_limit(op)
            case AddRule() | DropRule():
                self._emit(self._rule_changed(op))

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
        for close in self._parts.closers:
            await close()
        await self._parts.journal.sync()
        self._parts.journal.close()
        self._out.put_nowait(None)

    def notice(self, text: str) -> None:
        """Tell the person one sentence."""
        self._emit(Notice(text))

    def report(self, text: str) -> None:
        """Tell the person one sentence, and the model with what is said next."""
        self._emit(Notice(text))
        self._parts.opening.remind(text)

    def _rule_changed(self, op: AddRule | DropRule) -> Notice:
        gate = self._parts.gate
        try:
            if isinstance(op, AddRule):
                gate.remember((op.rule,), op.scope)
                return Notice(f"Allowed from now on: {op.rule}")
            if gate.forget(op.rule):
                return Notice(f"No longer allowed: {op.rule}")
        except UserError as error:
            return Notice(str(error), "warning")
        except OSError as error:
            return Notice(f"The rule could not be kept: {error.strerror}.", "error")
        return Notice(
            f"No rule {op.rule} was added here; those of the configuration are changed in its file.", "warning"
        )

    async def _set_mode(self, mode: Mode) -> None:
        if mode is Mode.AUTO and (problem := await asyncio.to_thread(self._parts.sandbox_problem)):
            self._emit(Notice(problem, "warning"))
            mode = self._state.mode
        self._state.mode = mode
        self._emit(ModeChanged(mode))

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _advance(self) -> None:
        if self._task is None and self._queue and not self._closed:
            self._task = asyncio.create_task(self._work(self._queue.popleft()))
            self._task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled() and (error := task.exception()) is not None:
            self._emit(Stopped("error", f"A fault in agent itself: {type(error).__name__}: {error}"))
        for text in self._steering.left():
            self._queue.appendleft(Say(text))
        self._advance()

    async def _work(self, op: _Queued) -> None:
        match op:
            case Say():
                await self._turn(op)
            case Compact() | CompactUndo() | Drop() | Restore() | Pin():
                await self._reshape(op)
            case Clear():
                self._conversation.replace(())
                self._state.context_tokens = 0
                self._emit(Cleared())
            case Undo() | Redo():
                await self._revert(undone=isinstance(op, Undo))
        with suppress(asyncio.CancelledError):
            await self._parts.journal.sync()

    async def _revert(self, *, undone: bool) -> None:
        edits = self._parts.edits
        try:
            view = await asyncio.to_thread(edits.undo if undone else edits.redo)
        except UserError as error:
            self._emit(Notice(str(error), "warning"))
            return
        except OSError as error:
            self._emit(Notice(f"Nothing was changed: {error.filename}: {error.strerror}.", "error"))
            return
        paths = ", ".join(change.path for change in view.changes)
        self._parts.opening.remind(f"The user {'took back' if undone else 'brought back'} the last edits of {paths}.")
        self._emit(Reverted(view, undone))

    async def _turn(self, say: Say) -> None:
        began = time.perf_counter()
        steps = 0
        self._turn_usage, self._partial = Usage(), Partial()
        self._parts.purse.begin_turn()
        try:
            await self._begin(say)
            stop = Stopped("done")
            async for event in turns(self._conversation, self._steering, self._parts.dispatch, self._max_steps):
                if isinstance(event, StepBegan):
                    steps = event.step
                    await self._parts.journal.sync()
                if isinstance(event, Stopped):
                    stop = event
                else:
                    self._observe(event)
        except asyncio.CancelledError:
            self._interrupted()
            stop = Stopped("interrupted")
        except ModelFailed as failure:
            stop = Stopped("limit" if failure.kind is FailureKind.CAP else "error", str(failure))
        self._emit(Stopped(stop.reason, stop.text, steps, time.perf_counter() - began))

    async def _begin(self, say: Say) -> None:
        self._parts.heard(say.text)
        added: tuple[UserMessage, ...] = (UserMessage(say.text, say.images),)
        try:
            added = await self._parts.opening.messages(say, self._state.mode, first=not len(self._conversation))
        finally:
            # Also when stopped here: what the person said is never lost.
            for message in added:
                self._conversation.add(message)
            self._state.turn += 1
            self._emit(TurnBegan(self._state.turn, say.text, added))

    def _observe(self, event: Event) -> None:
        """Pass an event on, with what follows from it."""
        match event:
            case StepBegan() | Retrying():
                self._partial = Partial()
            case Delta():
                self._partial.add(event)
            case Replied():
                self._partial = Partial()
        self._emit(event)
        match event:
            case Replied(message=message, usage=usage):
                self._spend(message.model or self._state.model, usage)
            case Compacted() | Uncompacted() | Trimmed() | Untrimmed():
                self._state.context_tokens = event.after_tokens
            case CallEnded(result=Result(view=Todos() as view)):
                self._emit(TodosChanged(view))

    def _observe_task(self, event: Event) -> None:
        """What a task of a subagent means for the session: its cost counts, its questions are the person's."""
        if isinstance(event, Replied):
            self._pay(event.message.model or self._state.model, event.usage)
        else:
            self._emit(event)

    def _spend(self, model: str, usage: Usage) -> None:
        self._state.context_tokens = usage.total_tokens
        self._pay(model, usage)

    def _pay(self, model: str, usage: Usage) -> None:
        self._turn_usage += usage
        self._state.usage += usage
        window = self._parts.prices.window(self._state.model)
        self._emit(Spent(model, usage, self._turn_usage, self._state.usage, self._state.context_tokens, window))

    def _interrupted(self) -> None:
        """Keep what had come, and give each open call its result."""
        partial = self._partial
        if partial.text or partial.reasoning:
            message = AssistantMessage(partial.text, partial.reasoning, model=self._state.model, interrupted=True)
            self._conversation.add(message)
            tokens = (len(partial.text) + len(partial.reasoning)) // _CHARACTERS_A_TOKEN
            self._emit(Replied(message, Usage(output_tokens=tokens, estimated=True), "interrupted", 0.0))
        open_ids = {call.id for call in self._conversation.open_calls}
        for ended in self._parts.dispatch.settled:
            if ended.call_id in open_ids:
                self._conversation.answer(ended.message)
                self._emit(ended)
        for result in self._conversation.close():
            self._emit(CallEnded(result.call_id, result.name, Result(INTERRUPTED, failed=True), 0.0))

    async def _reshape(self, op: Reshaping) -> None:
        self._turn_usage = Usage()
        try:
            async for event in self._parts.windowed.reshape(self._conversation, op):
                self._observe(event)
        except asyncio.CancelledError:
            self._emit(Notice("Compaction was stopped; nothing was changed."))

    async def _tell(self, op: ShowContext | ShowCost | ShowTruncations | Dump) -> None:
        self._emit(await self._reports.answer(op, self._conversation, Path(self._state.cwd)))

    def _set_limit(self, op: SetSteps | SetCap) -> None:
        match op:
            case SetSteps(steps=steps):
                self._max_steps = steps or self._max_steps
                self._emit(Notice(f"A turn may make {self._max_steps} requests to the model."))
            case SetCap(span=span, dollars=dollars, tokens=tokens):
                if dollars or tokens:
                    self._parts.purse.set_cap(span, Cap(tokens, dollars))
                self._emit(Notice(f"The cap of this {span} is {self._parts.purse.caps.of(span)}."))

    def _emit(self, event: Event) -> None:
        if not isinstance(event, TRANSIENT):
            self._ledger.observe(event)
            self._parts.journal.append(event)
        self._out.put_nowait(event)
