"""What the message that is being written would cost, in a few words."""

from __future__ import annotations

from collections.abc import Callable

from agent_tui.core.events import Foreseen
from agent_tui.tui.commands import OWN, is_command
from agent_tui.tui.paint.figures import money, short
from agent_tui.tui.state import ViewState

_STEP = 10
"""Tokens of the draft that are told together, so that not every key changes what is shown."""


class Foresight:
    """Asks the session once after each change for what it knows; each key after that costs a division."""

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._asked = -1
        """The state of the talk about which it has asked."""

    def told(self, state: ViewState, draft: str) -> str:
        """What sending `draft` now would send; empty where that is not known, or nothing would be sent."""
        if state.busy or not draft.strip() or is_command(draft) or draft.startswith(OWN):
            return ""
        if state.talk != self._asked:
            self._asked = state.talk
            self._ask()
        return _sentence(state.foreseen, len(draft)) if state.foreseen else ""


def _sentence(ahead: Foreseen, characters: int) -> str:
    more = -(-characters // round(_STEP * ahead.token_characters)) * _STEP
    cached = f"{short(ahead.cached)} cached + " if ahead.cached else ""
    told = f"next {cached}{short(ahead.tokens - ahead.cached + more)} new"
    if not ahead.token_cost or ahead.cost is None:
        return told
    return f"{told} ≈ {money(ahead.cost + more * ahead.token_cost)}"
