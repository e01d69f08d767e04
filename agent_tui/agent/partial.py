"""What has streamed of a reply that is not complete."""

from __future__ import annotations

from agent_tui.core.events import Delta


class Partial:
    """Grows with each delta; kept where the reply is interrupted."""

    def __init__(self) -> None:
        self.text = ""
        self.reasoning = ""

    def add(self, delta: Delta) -> None:
        """Take up a piece."""
        if delta.kind == "text":
            self.text += delta.text
        elif delta.kind == "reasoning":
            self.reasoning += delta.text
