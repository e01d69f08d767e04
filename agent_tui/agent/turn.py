"""Carries turns out, from the person's words to the agent's stop."""

from __future__ import annotations

import time
from asyncio import CancelledError
from collections.abc import Callable
from typing import Literal

from msgspec.structs import replace

from agent_tui.agent.account import Account
from agent_tui.agent.chosen import Reshaping, reshaped
from agent_tui.agent.loop import turns
from agent_tui.agent.partial import Partial
from agent_tui.agent.parts import Parts
from agent_tui.agent.remedy import remedy
from agent_tui.agent.state import SessionState
from agent_tui.agent.steering import Steering
from agent_tui.core.conversation import INTERRUPTED, Conversation
from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import (
    CallEnded,
    Cleared,
    Compacted,
    Delta,
    Event,
    Notice,
    Replied,
    Retrying,
    StepBegan,
    Stopped,
    TodosChanged,
    Trimmed,
    TurnBegan,
    Uncompacted,
    Untrimmed,
)
from agent_tui.core.messages import AssistantMessage, Usage, UserMessage
from agent_tui.core.ops import Say
from agent_tui.core.views import Result, Todos
from agent_tui.core.ways import Ways

_CHARACTERS_A_TOKEN = 4


class Turns:
    """What changes the conversation; one at a time."""

    def __init__(
        self, state: SessionState, conversation: Conversation, parts: Parts, emit: Callable[[Event], None]
    ) -> None:
        self.steering = Steering(parts.windowed, parts.opening.overheard)
        self.max_steps = parts.max_steps
        self._state = state
        self._conversation = conversation
        self._parts = parts
        self._emit = emit
        self._account = Account(state, parts.prices)
        self._partial = Partial()

    async def carry_out(self, say: Say) -> None:
        """One turn; cancelling it is the person's interruption."""
        began = time.perf_counter()
        steps = 0
        self._partial = Partial()
        self._account.begin_turn()
        self._parts.purse.begin_turn()
        try:
            await self._begin(say)
            stop = Stopped("done")
            async for event in turns(self._conversation, self.steering, self._parts.dispatch, self.max_steps):
                if isinstance(event, StepBegan):
                    steps = event.step
                    await self._parts.journal.sync()
                if isinstance(event, Stopped):
                    stop = event
                else:
                    self._observe(event)
        except CancelledError:
            self.break_off()
            stop = Stopped("interrupted")
        except ModelFailed as failure:
            reason: Literal["limit", "error"] = "limit" if failure.kind is FailureKind.CAP else "error"
            stop = Stopped(reason, str(failure), remedy=remedy(failure))
        self._emit(replace(stop, steps=steps, seconds=time.perf_counter() - began))

    async def reshape(self, op: Reshaping) -> None:
        """Do with the conversation what the person asked for."""
        self._account.begin_turn()
        try:
            async for event in reshaped(self._parts.windowed, self._conversation, op):
                self._observe(event)
        except CancelledError:
            self._emit(Notice("Compaction was stopped; nothing was changed."))
        except OSError as error:
            self._emit(Notice(f"The whole text could not be kept: {error.filename}: {error.strerror}.", "error"))

    def clear(self, *, everything: bool) -> None:
        """Begin a new conversation; with `everything`, as if the session had just begun."""
        self._conversation.replace(())
        self._parts.windowed.begin_anew()
        self._parts.forget_files()
        self._parts.opening.overheard.clear()
        self._state.ways = Ways()
        self._state.context_tokens = 0
        if everything:
            self._parts.gate.forget_session()
            self._parts.purse.forget_caps()
            self.max_steps = self._parts.max_steps
            self._state.usage = Usage()
        self._emit(Cleared(everything))

    def pay(self, model: str, usage: Usage) -> None:
        """Take up what a request beside the conversation's own cost."""
        self._emit(self._account.paid(model, usage))

    def break_off(self) -> None:
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

    async def _begin(self, say: Say) -> None:
        self._parts.heard(say.text)
        stand = replace(self._conversation.stand, told=self._parts.opening.told)
        self._state.ways = self._state.ways.begun(self._state.turn + 1, stand)
        added: tuple[UserMessage, ...] = (UserMessage(say.text, say.images),)
        try:
            added = await self._parts.opening.messages(say, self._state.mode, first=not len(self._conversation))
        finally:
            # Also when stopped here: what the person said is never lost.
            for message in added:
                self._conversation.add(message)
            self._state.turn += 1
            self._emit(TurnBegan(self._state.turn, say.shown or say.text, added, time.time()))

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
                self._state.context_tokens = usage.total_tokens
                self.pay(message.model or self._state.model, usage)
            case Compacted() | Uncompacted() | Trimmed() | Untrimmed():
                self._state.context_tokens = event.after_tokens
            case CallEnded(result=Result(view=Todos() as view)):
                self._emit(TodosChanged(view))
