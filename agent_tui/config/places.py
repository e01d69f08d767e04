"""Where agent keeps its files: the XDG directories, on every system."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

_NAME = "agent"


class Places(Struct, frozen=True):
    """Directories of one person; they may not exist yet."""

    config: Path
    """What the person writes: config.yml, AGENTS.md, prompts."""
    data: Path
    """What must not be lost: sessions."""
    state: Path
    """What is kept between starts: trust, decisions, logs."""


def places(env: Mapping[str, str] = os.environ) -> Places:
    """The directories that `env` names, with the usual defaults."""
    home = Path(env.get("HOME") or Path.home())

    def place(variable: str, default: str) -> Path:
        value = env.get(variable, "")
        # The specification says that relative paths are to be ignored.
        return (Path(value) if value.startswith("/") else home / default) / _NAME

    return Places(
        place("XDG_CONFIG_HOME", ".config"),
        place("XDG_DATA_HOME", ".local/share"),
        place("XDG_STATE_HOME", ".local/state"),
    )
