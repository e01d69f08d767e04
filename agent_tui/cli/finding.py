"""What a look at the machine found."""

from __future__ import annotations

from msgspec import Struct


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    well: bool
    sentence: str
    needed: bool = False
    """Whether agent does not work without it."""
