"""Keeps each request inside the model's window, as a wrapper around the model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from collections.abc import Set as AbstractSet

from agent_tui.agent.compaction import Compaction, Pressure
from agent_tui.agent.context import Context
from agent_tui.agent.counted import Counted
from agent_tui.agent.outgoing import Outgoing
from agent_tui.core.budget import Shares, room
from agent_tui.core.compaction import kept, whole_turns
from agent_tui.core.conversation import Conversation
from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import Compacted, Delta, Event, Foreseen, Notice, Replied, Sent, Trimmed, Uncompacted
from agent_tui.core.fitting import Plan, fitted
from agent_tui.core.messages import Request, Usage
from agent_tui.core.ports import Outputs, Prices
from agent_tui.core.trimming import Trim, copy_name
from agent_tui.core.useful import useless
from agent_tui.core.window import Item, items

_COMPACT_PERCENT = 80
_CLOSE_STEPS = 3
"""Two compactions within so many requests mean that the next one will not help either."""
_REFUSED_PERCENT = 75
"""Of a request that the provider found too long: what is sent instead."""
_REFUSED_LEAST = 4_000
"""Tokens that a request may have, whatever a provider finds too long."""
_EXACT_PERCENT = 50
"""How full the window is, by estimate, when exact counting begins to be worth its memory."""
_FULL = (
    "The window is full again after {} compactions within three steps; start anew with /clear, "
    "or choose a model with a larger window."
)
_TOO_LONG = (
    "The request has {:,} tokens and the model takes {:,}, also after all was made smaller; say less at once, "
    "or choose a model with a larger window."
)


class Windowed:
    """The `Model` of one conversation."""

    def __init__(
        self,
        context: Context,
        compaction: Compaction,
        counted: Counted,
        outputs: Outputs,
        prices: Prices,
        shares: Shares,
    ) -> None:
        self.context = context
        self.compaction = compaction
        self.estimated = 0
        """Tokens of the last request as they were counted here."""
        self._exact = False
        """Whether that was more than an estimate."""
        self.reported = 0
        """Tokens of the last request as the provider counted them; 0 where it said nothing."""
        self._counted = counted
        self._outputs = outputs
        self._prices = prices
        self._shares = shares
        self._refused: dict[str, int] = {}
        self._outgoing = Outgoing(counted, prices)
        self._changed = ""
        self._requests = 0
        self._compactions: list[int] = []
        self._failed_at = -_CLOSE_STEPS

    @property
    def name(self) -> str:
        return self.context.name

    async def reply(self, conversation: Conversation) -> AsyncGenerator[Event, None]:
        """As `core.ports.Model`. Raises `ModelFailed`, also where the conversation cannot be made to fit."""
        self._requests += 1
        async for event in self._prepared(conversation):
            yield event
        try:
            async for event in self._sent(conversation):
                yield event
        except ModelFailed as failure:
            if failure.kind is not FailureKind.CONTEXT:
                raise
            self._refused[self.name] = max(_REFUSED_LEAST, self.estimated * _REFUSED_PERCENT // 100)
            async for event in self._prepared(conversation):
                yield event
            async for event in self._sent(conversation):
                yield event

    async def compact(self, conversation: Conversation, focus: str = "") -> AsyncGenerator[Event, None]:
        """Replace old messages by a summary, as the person asked; the last turns stay whole."""
        keep = whole_turns(conversation.messages)
        if keep == len(conversation):
            yield Notice("There is nothing to compact yet: only the last turn is in the conversation.")
            return
        yield await self._folded(conversation, keep, await self.pressure(conversation), focus, auto=False)

    async def uncompact(self, conversation: Conversation) -> AsyncGenerator[Event, None]:
        """Put what the last compaction replaced in its place again."""
        if not conversation.unfold():
            yield Notice("There is no compaction to take back.")
            return
        self._changed = "compaction taken back"
        yield Uncompacted((await self.pressure(conversation)).tokens)

    async def pressure(self, conversation: Conversation) -> Pressure:
        """How full the window is; counted in a thread."""
        return await asyncio.to_thread(self._pressure, self.context.request(conversation))

    async def inspected(self, conversation: Conversation) -> tuple[Item, ...]:
        """All parts of the next request with their tokens, counted exactly where that is possible."""
        pins = {at for at, message in enumerate(conversation.messages) if message.pinned}
        smaller = set(conversation.whole)
        return await asyncio.to_thread(self._items, self.context.request(conversation), pins, smaller)

    async def broken(self, conversation: Conversation, cause: str) -> Sent:
        """What it means for the next request that the conversation was changed for `cause`."""
        self._changed = cause
        return await asyncio.to_thread(self._outgoing.beside, self.context.request(conversation), cause)

    async def store(self, conversation: Conversation, trims: tuple[Trim, ...]) -> None:
        """Keep the whole texts of messages that are about to be trimmed. Raises `OSError`."""
        await asyncio.to_thread(self._store, conversation, trims)

    @property
    def shares(self) -> Shares:
        """What each category can count on."""
        return self._shares

    @property
    def stored(self) -> str:
        """Directory that keeps whole texts."""
        return self._outputs.directory

    async def useless(self, conversation: Conversation) -> int:
        """Tokens of the next request that tell the model nothing."""
        weigh = self._counted.weigher(self.name)
        return await asyncio.to_thread(useless, self.context.request(conversation).messages, weigh)

    async def foreseen(self, conversation: Conversation) -> Foreseen:
        """What the next request would cost as it stands."""
        return await asyncio.to_thread(self._outgoing.foreseen, self.context.request(conversation))

    def begin_anew(self) -> None:
        """The conversation begins anew: that the next request does not extend the last one is no wonder."""
        self._changed = ""
        self.estimated = self.reported = 0
        self._outgoing.begin_anew()

    def space(self) -> int:
        """Tokens a request may have; 0 where the model's window is unknown."""
        window = self._prices.window(self.name)
        known = room(window, self.context.max_output) if window else 0
        refused = self._refused.get(self.name, 0)
        return min(known, refused) if known and refused else known or refused

    async def _prepared(self, conversation: Conversation) -> AsyncGenerator[Event, None]:
        """Trim and compact as far as needed."""
        pressure = await self.pressure(conversation)
        if pressure.space and pressure.tokens > pressure.space:
            async for event in self._trimmed(conversation, pressure):
                yield event
            pressure = await self.pressure(conversation)
        if pressure.space and pressure.tokens > pressure.space * _COMPACT_PERCENT // 100:
            async for event in self._compacted(conversation, pressure):
                yield event
            pressure = await self.pressure(conversation)
        if pressure.space and pressure.tokens > pressure.space:
            async for event in self._trimmed(conversation, pressure):
                yield event
            pressure = await self.pressure(conversation)
        self.estimated, self._exact = pressure.tokens, self._counted.exact
        if pressure.space and pressure.tokens > pressure.space:
            raise ModelFailed(FailureKind.CONTEXT, _TOO_LONG.format(pressure.tokens, pressure.space))

    async def _trimmed(self, conversation: Conversation, pressure: Pressure) -> AsyncGenerator[Event, None]:
        plan = await asyncio.to_thread(self._plan, conversation, pressure)
        if not plan.trims:
            return
        try:
            await asyncio.to_thread(self._store, conversation, plan.trims)
        except OSError as error:
            yield Notice(f"Whole outputs could not be kept: {error.filename}: {error.strerror}.", "warning")
        conversation.trim(plan.trims)
        self._changed = "trimming"
        yield Trimmed(plan.trims, plan.before, plan.after)

    async def _compacted(self, conversation: Conversation, pressure: Pressure) -> AsyncGenerator[Event, None]:
        must = pressure.tokens > pressure.space
        close = [at for at in self._compactions if self._requests - at < _CLOSE_STEPS]
        if must and len(close) > 1:
            raise ModelFailed(FailureKind.CONTEXT, _FULL.format(len(close)))
        space = pressure.space - pressure.fixed
        keep = await asyncio.to_thread(kept, conversation.messages, pressure.weigh, space, must=must)
        if keep == len(conversation) or (not must and (close or self._requests - self._failed_at < _CLOSE_STEPS)):
            return
        event = await self._folded(conversation, keep, pressure, "", auto=True)
        if isinstance(event, Compacted):
            self._compactions = [*close, self._requests]
        else:
            self._failed_at = self._requests
        yield event

    async def _folded(
        self, conversation: Conversation, keep: int, pressure: Pressure, focus: str, *, auto: bool
    ) -> Compacted | Notice:
        request = self.context.request(conversation)
        try:
            event = await self.compaction.fold(conversation, request, keep, pressure, focus, auto=auto)
        except ModelFailed as failure:
            return Notice(f"Not compacted: {failure}", "warning" if auto else "error")
        self._changed = "compaction"
        return event

    async def _sent(self, conversation: Conversation) -> AsyncGenerator[Event, None]:
        yield await asyncio.to_thread(self._outgoing.sent, self.context.request(conversation), self._changed)
        changed, self._changed = self._changed, ""
        taken_up = False
        try:
            async for event in self.context.reply(conversation):
                taken_up = taken_up or isinstance(event, Delta | Replied)
                if isinstance(event, Replied):
                    await self._learn(event.usage)
                yield event
        except ModelFailed:
            if not taken_up:
                self._outgoing.refused()
                self._changed = changed
            raise

    async def _learn(self, usage: Usage) -> None:
        """Take up how many tokens the provider counted."""
        self.reported = 0 if usage.estimated else usage.input_tokens
        if self._exact is self._counted.exact:
            await asyncio.to_thread(self._counted.observe, self.name, self.reported, self.estimated)

    def _pressure(self, request: Request) -> Pressure:
        space = self.space()
        weigh = self._counted.weigher(request.model)
        fixed = weigh(request.system) + sum(map(weigh, request.tools))
        tokens = fixed + sum(map(weigh, request.messages))
        if space and tokens > space * _EXACT_PERCENT // 100 and self._counted.load():
            return self._pressure(request)
        return Pressure(fixed, tokens, space, weigh)

    def _items(self, request: Request, pins: AbstractSet[int], smaller: AbstractSet[int]) -> tuple[Item, ...]:
        self._counted.load()
        weigh = self._counted.weigher(request.model)
        return items(request, weigh, self._outgoing.kept(request), pins, smaller)

    def _plan(self, conversation: Conversation, pressure: Pressure) -> Plan:
        messages, fixed, space, weigh = conversation.messages, pressure.fixed, pressure.space, pressure.weigh
        lasting = kept(messages, weigh, space - fixed, must=False) == len(messages)
        stored, whole = self._outputs.directory, conversation.whole
        return fitted(messages, fixed, space, weigh, stored, self._shares, whole, lasting=lasting)

    def _store(self, conversation: Conversation, trims: tuple[Trim, ...]) -> None:
        messages, whole = conversation.messages, conversation.whole
        for at in {trim.at for trim in trims if trim.cause not in ("image", "reasoning")}:
            message = whole.get(at, messages[at])
            self._outputs.keep(copy_name(message), message.text)
