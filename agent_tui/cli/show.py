"""The settings as a person reads them, each with where it came from."""

from __future__ import annotations

from collections.abc import Iterator

from agent_tui.config.example import yaml_value
from agent_tui.config.leaves import leaves
from agent_tui.config.load import Loaded
from agent_tui.core.mask import masked
from agent_tui.core.sanitise import one_line


def lines(loaded: Loaded) -> Iterator[str]:
    """A line for each setting: its name, its value with secrets masked, and its origin."""
    for name in leaves():
        value: object = loaded.config
        for part in name.split("."):
            value = getattr(value, part)
        shown = one_line(masked(yaml_value(value)), 1000)
        yield f"{name}: {shown}  ({one_line(loaded.origins.get(name, 'default'))})"
