"""The person's own editor."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App, SuspendNotSupported


def edit(command: str, paths: Sequence[str]) -> str:
    """Run the editor on files until it ends; one sentence where that did not work, else nothing."""
    try:
        ended = subprocess.run([*shlex.split(command), *paths], check=False)
    except (OSError, ValueError) as error:
        return f"The editor {command!r} did not start: {error}. $VISUAL and $EDITOR name it."
    return f"{command} ended with exit code {ended.returncode}." if ended.returncode else ""


def edit_full_screen(app: App[int], command: str, paths: Sequence[str]) -> str:
    """As `edit`, with the terminal handed to the editor meanwhile."""
    try:
        with app.suspend():
            return edit(command, paths)
    except SuspendNotSupported:
        return "The terminal cannot be handed to an editor here."


def edited(app: App[int], command: str, text: str) -> tuple[str, str]:
    """`text` as the person left it in the editor, and one sentence where that did not work."""
    with TemporaryDirectory(prefix="agent-") as folder:
        path = Path(folder, "message.md")
        path.write_text(f"{text}\n", encoding="utf-8")
        problem = edit_full_screen(app, command, (str(path),))
        try:
            return (text if problem else path.read_text(encoding="utf-8").rstrip("\n")), problem
        except (OSError, UnicodeDecodeError) as error:
            return text, f"The text could not be read back: {error}."
