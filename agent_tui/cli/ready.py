"""Has the model process ready before anything heavy is imported, so that both go on at once."""

from __future__ import annotations

import os
import time

from agent_tui.config.places import places
from agent_tui.config.providers import DEMO, chosen_model
from agent_tui.config.schema import Model
from agent_tui.core.marks import mark
from agent_tui.model.keys import suffices
from agent_tui.model.spawn import Spawned, spawn


def worker(model: Model) -> Spawned | None:
    """A worker that has loaded what `model` needs, or does so; None where there is none, as the first request tells."""
    found = _worker(model)
    mark("model process there", time.monotonic())
    return found


def _worker(model: Model) -> Spawned | None:
    here, name = places(), chosen_model(model, os.environ)
    log = str(here.state / "worker.log")
    try:
        here.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        if model.linger and suffices(name, os.environ, os.environ.get(model.api_key_env, ""), model.base_url):
            from agent_tui.model.joining import found_or_started

            return found_or_started(here.runtime, model.linger, log, name)
        return spawn(log, "" if name == DEMO else name)
    except OSError:
        return None
