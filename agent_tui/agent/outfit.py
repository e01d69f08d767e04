"""What a model is equipped with."""

from __future__ import annotations

from msgspec import Struct

from agent_tui.core.messages import ToolSpec


class Outfit(Struct, frozen=True):
    """The beginning of every request to a model; another model may need another."""

    system: str
    tools: tuple[ToolSpec, ...]
