"""Keeps the account of a session: what the turn and all turns have cost."""

from __future__ import annotations

from agent_tui.agent.state import SessionState
from agent_tui.core.events import Spent
from agent_tui.core.messages import Usage
from agent_tui.core.ports import Prices


class Account:
    """Adds up; the session's sum is in its state."""

    def __init__(self, state: SessionState, prices: Prices) -> None:
        self._state = state
        self._prices = prices
        self._turn = Usage()

    def begin_turn(self) -> None:
        """Count the turn's spending anew."""
        self._turn = Usage()

    def paid(self, model: str, usage: Usage) -> Spent:
        """Take up what a request to `model` cost."""
        state = self._state
        self._turn += usage
        state.usage += usage
        window = self._prices.window(state.model)
        return Spent(model, usage, self._turn, state.usage, state.context_tokens, window)
