"""What the events of a continued session come to."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from agent_tui.agent.ledger import Ledger
from agent_tui.core.events import Cleared, CommandEnded, Event, Steered, TurnBegan
from agent_tui.core.messages import UserMessage


class Earlier(Struct):
    """A session until it ended; nothing of one that is new."""

    history: tuple[Event, ...] = ()
    """Oldest first."""
    ledger: Ledger = field(default_factory=Ledger)
    unheard: list[UserMessage] = field(default_factory=list)
    """What the model would have overheard with the next words."""


def earlier(history: tuple[Event, ...]) -> Earlier:
    """Go through all of `history`, which takes long where that is long."""
    found = Earlier(history)
    for event in history:
        found.ledger.observe(event)
        match event:
            case CommandEnded(message=UserMessage() as message):
                found.unheard.append(message)
            case TurnBegan(added=added):
                _heard(found, added)
            case Steered(message=message):
                _heard(found, (message,))
            case Cleared():
                found.unheard.clear()
            case _:
                pass
    return found


def _heard(found: Earlier, messages: Iterable[UserMessage]) -> None:
    if found.unheard:
        heard = tuple(messages)
        found.unheard = [message for message in found.unheard if message not in heard]
