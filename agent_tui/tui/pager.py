"""The talk in the person's own pager."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App, SuspendNotSupported

from agent_tui.core.mask import masked
from agent_tui.tui.entries import Entry
from agent_tui.tui.export import markdown


def paged(app: App[int], command: str, entries: Sequence[Entry]) -> str:
    """Hand the terminal to the pager until it ends; one sentence where that did not work, else nothing."""
    with TemporaryDirectory(prefix="agent-") as folder:
        path = Path(folder, "transcript.md")
        path.write_text(f"{masked(markdown(entries))}\n", encoding="utf-8")
        try:
            with app.suspend():
                subprocess.run([*shlex.split(command), str(path)], check=False)
        except SuspendNotSupported:
            return "The terminal cannot be handed to a pager here."
        except (OSError, ValueError) as error:
            return f"The pager {command!r} did not start: {error}. $PAGER names it."
    return ""
