"""What one start of agent was asked for, beside the configuration."""

from __future__ import annotations

from msgspec import Struct


class Options(Struct, frozen=True):
    """Read from the command line."""

    cwd: str
    """The workspace; absolute."""
    continue_latest: bool = False
    """Go on with the newest session of this directory."""
    resume: str = ""
    """Go on with this session (its id, or the beginning of it)."""
    interactive: bool = False
    """A person is there to answer."""
