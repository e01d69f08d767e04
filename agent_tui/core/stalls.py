"""A time in which an event loop did nothing else."""

from __future__ import annotations

from msgspec import Struct


class Stall(Struct, frozen=True):
    """How long the loop stood, and in what."""

    seconds: float
    stack: str
    """Where its thread was found, innermost last; one call a line."""
    busy: float = 0.0
    """How much of that its thread had a processor; the rest it waited."""
