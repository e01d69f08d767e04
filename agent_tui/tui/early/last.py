"""How the app looked when it was last seen, so that its first frame looks the same."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from agent_tui.tui.early.frame import Facts
from agent_tui.tui.early.ink import Look

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_MOST = 4096
"""Characters of the file that are read."""


class Last:
    """A small file of names and values; what is missing or unusable in it has its default."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text = _read(path)
        self._values = dict(line.split(" ", 1) for line in self._text.splitlines() if " " in line)

    @property
    def known(self) -> bool:
        """Whether there was a start before this one."""
        return bool(self._values)

    @property
    def follows(self) -> bool:
        """Whether the theme was chosen by the terminal's background."""
        return self._values.get("follows", "yes") == "yes"

    @property
    def look(self) -> Look:
        """The colours of the theme."""
        found = {name: value for name, value in self._values.items() if name in Look._fields}
        return Look(**{name: value for name, value in found.items() if _COLOR.fullmatch(value)})

    def facts(self, here: Facts) -> Facts:
        """`here` with the mode and the model that were in use."""
        return here._replace(mode=self._values.get("mode", ""), model=self._values.get("model", ""))

    def keep(self, look: Look, mode: str, model: str, *, follows: bool) -> None:
        """Remember for the next start; a directory that cannot be written costs nothing but that."""
        values = {**look._asdict(), "mode": mode, "model": model, "follows": "yes" if follows else "no"}
        if not all(_COLOR.fullmatch(color) for color in look):
            return
        text = "".join(f"{name} {' '.join(value.split())}\n" for name, value in values.items())
        if text != self._text:
            _write(self._path, text)


def _read(path: Path) -> str:
    try:
        with path.open(errors="replace") as file:
            return file.read(_MOST)
    except OSError:
        return ""


def _write(path: Path, text: str) -> None:
    # Two sessions may begin at once; each writes its own file and the last one stays whole.
    new = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.write_text(text)
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink()
