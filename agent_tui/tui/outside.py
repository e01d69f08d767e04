"""What the app may reach beyond its session and its screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from msgspec import Struct

from agent_tui.core.ports import Sessions

Watch = Callable[[asyncio.AbstractEventLoop], Callable[[], None]]
"""Begins to watch over a loop; what it returns ends that."""


class Outside(Struct, frozen=True):
    """Each is None where there is nothing of the kind."""

    trust: Callable[[], None] | None = None
    """Remembers that the directory is trusted; called before the session opens."""
    files: Callable[[], Sequence[str]] = tuple
    """Names those of the project, the newest first; it may block."""
    sessions: Sessions | None = None
    """Those that the person may change to."""
    report: Callable[[BaseException], str] | None = None
    """Keeps what is known of a fault that ended the app, and says so in one sentence."""
    watch: Watch | None = None
    tidy: Callable[[], None] | None = None
    """Called whenever there is nothing else to do."""
