"""From a journal back to where its session stood."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from agent_tui.core.conversation import normalised
from agent_tui.core.events import (
    CallEnded,
    Cleared,
    Compacted,
    Event,
    ModeChanged,
    ModelChanged,
    Replied,
    SessionBegan,
    Spent,
    Steered,
    TurnBegan,
)
from agent_tui.core.messages import Image, Message, ToolMessage, Usage
from agent_tui.core.verdicts import Mode


class Restored(Struct):
    """What a session needs in order to go on."""

    messages: tuple[Message, ...] = ()
    model: str = ""
    mode: Mode = Mode.ASK
    turn: int = 0
    usage: Usage = Usage()
    context_tokens: int = 0
    history: tuple[Event, ...] = ()


def restored(events: Iterable[Event]) -> Restored:
    """Replay `events`; calls that never got a result get one that says so."""
    state = Restored()
    messages: list[Message] = []
    history: list[Event] = []
    for event in events:
        history.append(event)
        match event:
            case SessionBegan(model=model, mode=mode):
                state.model, state.mode = model, mode
            case TurnBegan(turn=turn, added=added):
                state.turn = turn
                messages.extend(added)
            case Steered(message=message):
                messages.append(message)
            case Replied(message=reply):
                messages.append(reply)
            case CallEnded():
                messages.append(_tool_message(event))
            case Spent(session=usage, context_tokens=tokens):
                state.usage, state.context_tokens = usage, tokens
            case Compacted(messages=page, keep=keep, after_tokens=tokens):
                messages = [*page, *_newest(messages, keep)]
                state.context_tokens = tokens
            case Cleared():
                messages = []
                state.context_tokens = 0
            case ModeChanged(mode=mode):
                state.mode = mode
            case ModelChanged(model=model):
                state.model = model
            case _:
                pass
    state.messages = tuple(normalised(messages))
    state.history = tuple(history)
    return state


def _newest(messages: list[Message], keep: int) -> list[Message]:
    valid = normalised(messages)
    return valid[len(valid) - keep :] if keep else []


def _tool_message(ended: CallEnded) -> ToolMessage:
    images = tuple(Image(media_type, data) for media_type, data in ended.result.images)
    return ToolMessage(ended.call_id, ended.name, ended.result.text, ended.result.failed, images)
