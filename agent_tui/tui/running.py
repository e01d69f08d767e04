"""Runs the app from the first frame to what it leaves on the screen."""

from __future__ import annotations

import sys
import time
from collections.abc import Awaitable, Callable

from agent_tui.core.ports import Session
from agent_tui.tui.app import AgentApp
from agent_tui.tui.early.terminal import Early
from agent_tui.tui.outside import Outside
from agent_tui.tui.settings import Settings


def run(
    open_session: Callable[[], Awaitable[Session]],
    settings: Settings,
    outside: Outside,
    early: Early | None = None,
) -> int:
    """Run the app until the person leaves; return the exit code.

    What `early` shows stays until the app has drawn itself.
    """
    app = AgentApp(open_session, settings, time.monotonic, outside, early)
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
