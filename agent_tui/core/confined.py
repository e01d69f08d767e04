"""A command as it is run under confinement."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct


class Confined(Struct, frozen=True):
    """What to run in the place of a command, and what to do once it has ended."""

    argv: Sequence[str]
    ended: Callable[[], Sequence[str]] = tuple
    """Blocks; to be called once no process of the command is left. Sentences for the model and the person."""
