"""The directories that the XDG base directory specification names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_NAME = "agent"


def place(env: Mapping[str, str], variable: str, default: str) -> Path:
    """Our directory in the one that `variable` names, or in `default` under the home directory."""
    value = env.get(variable, "")
    # The specification says that relative paths are to be ignored.
    return (Path(value) if value.startswith("/") else Path(env.get("HOME") or Path.home()) / default) / _NAME


def runtime(env: Mapping[str, str]) -> Path:
    """The directory of sockets: the one that ends with the login, where there is one and it is this user's."""
    login = Path(env.get("XDG_RUNTIME_DIR", ""))
    with suppress(OSError):
        if login.is_absolute() and login.stat().st_uid == os.geteuid():
            return login / _NAME
    return state(env) / "run"


def state(env: Mapping[str, str]) -> Path:
    """The directory of what is kept between starts."""
    return place(env, "XDG_STATE_HOME", ".local/state")
