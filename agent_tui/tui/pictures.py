"""Pictures for the model: from a path that was pasted or dropped, or from the clipboard by a native tool."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from agent_tui.tui.early.draft import PICTURES

_LONGEST = 4_096
_PATIENCE = 5.0
"""Seconds a native tool may take."""
_TOOLS: tuple[tuple[str, Sequence[str]], ...] = (
    ("WAYLAND_DISPLAY", ("wl-paste", "--no-newline", "--type", "image/png")),
    ("DISPLAY", ("xclip", "-selection", "clipboard", "-target", "image/png", "-out")),
    ("", ("pngpaste", "-")),
)
"""What prints the picture of the clipboard, and the variable without which it cannot."""
_MARK = b"\x89PNG\r\n\x1a\n"


def pasted_picture(text: str, cwd: str) -> Path | None:
    """The file that `text` is the path of, as terminals write a dropped one, where it is a picture."""
    word = text.strip()
    if not word or "\n" in word or len(word) > _LONGEST:
        return None
    if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"":
        word = word[1:-1]
    elif word.startswith("file://"):
        word = unquote(urlsplit(word).path)
    else:
        word = word.replace("\\ ", " ")
    path = Path(cwd).expanduser() / Path(word).expanduser() if word.lower().endswith(PICTURES) else None
    return path if path is not None and path.is_file() else None


def clipboard_picture(environ: Mapping[str, str], folder: Path) -> Path | None:
    """A file in `folder` with the picture that is in the clipboard; None where none is, or no tool tells. Blocks."""
    for variable, command in _TOOLS:
        if (variable and not environ.get(variable)) or shutil.which(command[0], path=environ.get("PATH")) is None:
            continue
        data = _printed(command, environ)
        if data.startswith(_MARK):
            return _kept(data, folder)
    return None


def size(path: Path) -> str:
    """How large a file is, in a word or two."""
    try:
        count = path.stat().st_size
    except OSError:
        return ""
    return f"{count / 1024:,.0f} KB" if count >= 1024 else f"{count} bytes"


def _printed(command: Sequence[str], environ: Mapping[str, str]) -> bytes:
    try:
        done = subprocess.run(
            command,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""


def _kept(data: bytes, folder: Path) -> Path | None:
    path = folder / f"clipboard-{secrets.token_hex(4)}.png"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError:
        return None
    return path
