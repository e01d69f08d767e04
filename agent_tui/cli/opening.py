"""Shows the frame of the terminal app before anything that takes time is imported."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from agent_tui.cli.place import branch, short
from agent_tui.config.homes import state
from agent_tui.tui.early.frame import Facts
from agent_tui.tui.early.last import Last
from agent_tui.tui.early.terminal import Early


def refusal(env: Mapping[str, str]) -> str:
    """Why the app cannot be drawn here, as a sentence; empty where it can."""
    dumb = env.get("TERM", "") in ("", "dumb")
    if not dumb and sys.stdin.isatty() and sys.stdout.isatty():
        return ""
    why = "this one cannot be drawn on (TERM)" if dumb else "the input or the output is not one"
    return f'The app needs a terminal, and {why}; without one use: agent run "PROMPT"'


def facts(cwd: Path, mode: str = "", model: str = "") -> Facts:
    """What the status line says of `cwd`."""
    directory = short(str(cwd))
    return Facts(mode, model, directory.rstrip("/").rpartition("/")[2] or directory, branch(cwd))


def opened() -> Early:
    """The frame, for the working directory."""
    return Early(facts(Path.cwd()), Last(state(os.environ) / "last-look"))
