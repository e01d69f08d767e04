"""Lets one turn have another model than the session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from agent_tui.agent.state import SessionState
from agent_tui.core.events import Event, ModelChanged
from agent_tui.core.ports import Prices


class Lending:
    """Changes the model for a while and brings the session's own back."""

    def __init__(self, state: SessionState, prices: Prices, emit: Callable[[Event], None]) -> None:
        self._state = state
        self._prices = prices
        self._emit = emit

    def choose(self, model: str) -> None:
        """Make `model` the session's own, also while another is lent."""
        self._state.own_model = ""
        self._become(model)

    @contextmanager
    def lent(self, model: str) -> Iterator[None]:
        """Have `model` answer as long as this is entered, or until the person chooses one; empty lends nothing."""
        own = self._state.model
        if model in ("", own):
            yield
            return
        self._state.own_model = own
        self._become(model, lent=True)
        try:
            yield
        finally:
            if self._state.own_model:
                self.choose(own)

    def _become(self, model: str, *, lent: bool = False) -> None:
        self._state.model = model
        self._emit(ModelChanged(model, self._prices.window(model), lent))
