"""A text that was taken out of the queue to be written on."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Lifted(Struct, frozen=True):
    """What it was, and where it goes back to."""

    text: str
    before: str = ""
    """The text that waited after it; none where it was the last."""

    def place(self, queued: Sequence[str]) -> int:
        """Where it would stand among what waits now."""
        return queued.index(self.before) if self.before in queued else len(queued)


def lifted(queued: Sequence[str], at: int) -> Lifted:
    """The text at `at`, with its place."""
    return Lifted(queued[at], queued[at + 1] if at + 1 < len(queued) else "")
