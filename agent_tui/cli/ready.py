"""Starts the model process before anything heavy is imported, so that both go on at once."""

from __future__ import annotations

from agent_tui.config.places import places
from agent_tui.config.providers import DEMO
from agent_tui.model.spawn import Spawned, spawn


def worker(model: str) -> Spawned | None:
    """A worker that loads what `model` needs; None where none can be started, which the first request then tells."""
    state = places().state
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        return spawn(str(state / "worker.log"), "" if model == DEMO else model)
    except OSError:
        return None
