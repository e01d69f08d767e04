"""Runs the app from the first frame to what it leaves on the screen."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable, Sequence

from agent_tui.core.ports import Session, Sessions
from agent_tui.tui.app import AgentApp
from agent_tui.tui.drawn import Watch
from agent_tui.tui.early.terminal import Early
from agent_tui.tui.settings import Settings


def run(
    open_session: Callable[[], Awaitable[Session]],
    settings: Settings,
    trust: Callable[[], None] | None = None,
    early: Early | None = None,
    files: Callable[[], Sequence[str]] = tuple,
    report: Callable[[BaseException], str] | None = None,
    sessions: Sessions | None = None,
    watch: Watch | None = None,
    tidy: Callable[[], None] | None = None,
) -> int:
    """Run the app until the person leaves; return the exit code.

    `trust` remembers that the directory is trusted; it is called before the session opens. What `early` shows stays
    until the app has drawn itself. `files` names those of the project, the newest first; it may block.
    `sessions` are those that the person may change to. `watch` watches over the loop.
    `tidy` is called whenever there is nothing else to do.
    `report` keeps what is known of a fault that ended the app and says so in one sentence.
    """
    app = AgentApp(open_session, settings, time.monotonic, trust, early, files, report, sessions, watch, tidy)
    return shown(app, settings)


def shown(app: AgentApp, settings: Settings) -> int:
    """Run `app` until the person leaves; return the exit code."""
    try:
        code = app.run(mouse=settings.mouse)
    finally:
        if app.early is not None:
            app.early.give_back()
        _say_after(app, settings)
    return app.return_code or 0 if code is None else code


def _say_after(app: AgentApp, settings: Settings) -> None:
    """Leave the answer, and how to go on, on the screen that was there before."""
    if app.state.answer:
        sys.stdout.write(f"{app.state.answer}\n\n")
    if app.state.entries:
        sys.stdout.write(f"Continue with: {settings.resume}\n")
    if app.fault:
        sys.stderr.write(f"agent: {app.fault}\n")
