"""Where agent keeps its files: the XDG directories, on every system."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from agent_tui.config.homes import place, runtime, state


class Places(Struct, frozen=True):
    """Directories of one person; they may not exist yet."""

    config: Path
    """What the person writes: config.yml, AGENTS.md, prompts."""
    data: Path
    """What must not be lost: sessions."""
    state: Path
    """What is kept between starts: trust, decisions, logs."""
    runtime: Path
    """Sockets."""


def places(env: Mapping[str, str] = os.environ) -> Places:
    """The directories that `env` names, with the usual defaults."""
    return Places(
        place(env, "XDG_CONFIG_HOME", ".config"),
        place(env, "XDG_DATA_HOME", ".local/share"),
        state(env),
        runtime(env),
    )
