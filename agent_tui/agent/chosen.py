"""What the person chose to be done with single messages, and with the talk as a whole."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from msgspec.structs import replace

from agent_tui.agent.windowed import Windowed
from agent_tui.core.conversation import Conversation
from agent_tui.core.events import Event, Notice, Pinned, Trimmed, Untrimmed
from agent_tui.core.labels import calls_of, label
from agent_tui.core.ops import Compact, CompactUndo, Drop, Pin, Restore
from agent_tui.core.trimming import LEFT_OUT, Trim, copy_name, smaller, stub
from agent_tui.core.window import turn_start

Reshaping = Compact | CompactUndo | Drop | Restore | Pin
"""What a person may ask to be done with the conversation."""


def reshaped(windowed: Windowed, conversation: Conversation, op: Reshaping) -> AsyncGenerator[Event, None]:
    """Do with the conversation what the person asked for."""
    match op:
        case Compact(focus=focus):
            return windowed.compact(conversation, focus)
        case CompactUndo():
            return windowed.uncompact(conversation)
        case Drop():
            return _drop(windowed, conversation, op)
        case Restore(at=at):
            return _restore(windowed, conversation, at)
        case Pin(at=at, on=on):
            return _pin(conversation, at, on=on)


async def _drop(windowed: Windowed, conversation: Conversation, op: Drop) -> AsyncGenerator[Event, None]:
    at, messages = op.at, conversation.messages
    if not 0 <= at < len(messages) or at == turn_start(messages, 1):
        yield Notice(f"There is no message {at} that could be left out; /context has the numbers.", "warning")
        return
    message, text = messages[at], LEFT_OUT
    before = await windowed.pressure(conversation)
    if op.fold:
        if at in conversation.whole or not message.text:
            yield Notice(f"There is nothing to fold in message {at}; /context restore {at} makes it whole.", "warning")
            return
        text = stub("folded as the user asked", before.weigh(message), f"{windowed.stored}/{copy_name(message)}")
    trim = Trim(at, "dropped", text, what=label(message, calls_of(messages)))
    trim = replace(trim, won=before.weigh(message) - before.weigh(smaller(message, trim)))
    if op.fold:
        await windowed.store(conversation, (trim,))
    conversation.trim((trim,))
    lost = await windowed.broken(conversation, "a message left out")
    yield Trimmed((trim,), before.tokens, before.tokens - trim.won, lost.lost, lost.lost_cost)


async def _pin(conversation: Conversation, at: int, *, on: bool) -> AsyncGenerator[Event, None]:
    if conversation.pin(at, on=on):
        yield Pinned(at, on)
    else:
        yield Notice(f"There is no message {at}; /context has the numbers.", "warning")


async def _restore(windowed: Windowed, conversation: Conversation, at: int) -> AsyncGenerator[Event, None]:
    if not conversation.untrim(at):
        yield Notice(f"Message {at} is whole.")
        return
    lost = await windowed.broken(conversation, "a message brought back")
    yield Untrimmed(at, lost.tokens, lost.lost, lost.lost_cost)
