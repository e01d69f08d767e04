"""From a journal back to where its session stood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from agent_tui.core.conversation import Fold, Stand, folded, normalised, pinned, put, unfolded
from agent_tui.core.events import (
    CallEnded,
    Cleared,
    Compacted,
    EffortChanged,
    Event,
    ModeChanged,
    ModelChanged,
    Pinned,
    Replied,
    Rewound,
    SessionBegan,
    Spent,
    Steered,
    Trimmed,
    TurnBegan,
    Uncompacted,
    Untrimmed,
    Unwound,
)
from agent_tui.core.messages import Effort, Message, Usage
from agent_tui.core.trimming import trimmed
from agent_tui.core.verdicts import Mode
from agent_tui.core.ways import Ways


class Restored(Struct):
    """What a session needs in order to go on."""

    messages: tuple[Message, ...] = ()
    model: str = ""
    mode: Mode = Mode.ASK
    effort: Effort | None = None
    """How much the model reasons; None where the person did not choose."""
    turn: int = 0
    usage: Usage = Usage()
    context_tokens: int = 0
    fold: Fold | None = None
    """What the last compaction replaced."""
    whole: Mapping[int, Message] = {}
    """Messages that were made smaller, by their positions."""
    ways: Ways[Stand] = Ways()
    """The ways back, and forth again."""
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
                state.ways = state.ways.begun(turn, _stand(state, messages))
                messages.extend(added)
            case Steered(message=message):
                messages.append(message)
            case Replied(message=reply):
                messages.append(reply)
            case CallEnded():
                messages.append(event.message)
            case Spent(session=usage, context_tokens=tokens):
                state.usage, state.context_tokens = usage, tokens
            case Compacted(messages=page, keep=keep, after_tokens=tokens):
                messages, state.whole, state.fold = folded(normalised(messages), state.whole, page, keep)
                state.context_tokens = tokens
            case Uncompacted(after_tokens=tokens) if state.fold is not None:
                messages, state.whole = unfolded(messages, state.whole, state.fold)
                state.fold = None
                state.context_tokens = tokens
            case Rewound() | Unwound():
                messages = _returned(state, messages, event)
            case Trimmed(trims=trims, after_tokens=tokens):
                messages = normalised(messages)
                state.whole = {**{trim.at: messages[trim.at] for trim in trims}, **state.whole}
                messages = trimmed(messages, trims)
                state.context_tokens = tokens
            case Untrimmed(at=at, after_tokens=tokens):
                messages = put(messages, at, state.whole[at])
                state.whole = {one: message for one, message in state.whole.items() if one != at}
                state.context_tokens = tokens
            case Pinned(at=at, on=on):
                messages = normalised(messages)
                messages[at] = pinned(messages[at], on=on)
            case Cleared(all=everything):
                messages, state.fold, state.whole = [], None, {}
                state.ways = Ways()
                state.context_tokens = 0
                state.usage = Usage() if everything else state.usage
            case ModeChanged() | ModelChanged(lent=False) | EffortChanged():
                _choose(state, event)
            case _:
                pass
    state.messages = tuple(normalised(messages))
    state.history = tuple(history)
    return state


def _stand(state: Restored, messages: list[Message]) -> Stand:
    return Stand(messages, len(messages), state.fold, state.whole)


def _returned(state: Restored, messages: list[Message], event: Rewound | Unwound) -> list[Message]:
    """The messages after `event`; those there are where the journal does not have what it returns to."""
    ways, now, end = state.ways, _stand(state, messages), state.ways.end
    stand = ways.to(event.turn) if isinstance(event, Rewound) else end.stand if end else None
    if stand is None:
        return messages
    state.ways = ways.back(event.turn, now, event.files) if isinstance(event, Rewound) else ways.forth(now)
    state.fold, state.whole, state.context_tokens = stand.fold, stand.whole, event.after_tokens
    return list(stand.messages)


def _choose(state: Restored, event: ModeChanged | ModelChanged | EffortChanged) -> None:
    match event:
        case ModeChanged(mode=mode):
            state.mode = mode
        case ModelChanged(model=model):
            state.model = model
        case EffortChanged(effort=effort):
            state.effort = effort
