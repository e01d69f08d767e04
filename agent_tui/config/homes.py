"""The directories that the XDG base directory specification names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_NAME = "agent"


def place(env: Mapping[str, str], variable: str, default: str) -> Path:
    """Our directory in the one that `variable` names, or in `default` under the home directory."""
    value = env.get(variable, "")
    # The specification says that relative paths are to be ignored.
    return (Path(value) if value.startswith("/") else Path(env.get("HOME") or Path.home()) / default) / _NAME


def state(env: Mapping[str, str]) -> Path:
    """The directory of what is kept between starts."""
    return place(env, "XDG_STATE_HOME", ".local/state")
