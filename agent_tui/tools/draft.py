"""Scratch copies of files: changes are tried on them first, then written all together or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from agent_tui.core.errors import ToolFailed
from agent_tui.tools.change import Change
from agent_tui.tools.closest import closest
from agent_tui.tools.encoding import Decoded
from agent_tui.tools.span import find, placeholders
from agent_tui.tools.workspace import Workspace

_SHOWN_LINES = 10


class Draft:
    """The files of one call. Paths are absolute; all methods block and raise `ToolFailed`."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._before: dict[str, bytes | None] = {}
        self._written: dict[str, Decoded] = {}
        """How each file's text becomes bytes."""
        self._after: dict[str, str | None] = {}

    def open(self, path: str, *, seen: bool = True) -> str:
        """The text of a file as changed so far; with `seen` the model must know it as it is on the disk."""
        real = self._real(path)
        if real not in self._after:
            data, decoded = self._ws.load(path)
            if seen:
                self._ws.check_seen(path, data)
            self._before[real], self._written[real], self._after[real] = data, decoded, decoded.text
        text = self._after[real]
        if text is None:
            raise ToolFailed(f"{self._ws.shown(path)} was removed by an earlier change of this call.")
        return text

    def put(self, path: str, text: str) -> None:
        """Give a file a new text, in its own encoding; a new file is UTF-8."""
        real = self._real(path)
        if real not in self._after:
            if os.path.lexists(real):
                raise ToolFailed(f"{self._ws.shown(path)} exists already.")
            self._before[real], self._written[real] = None, Decoded("", "utf-8")
        self._after[real] = text

    def remove(self, path: str) -> None:
        """Take a file away."""
        self.open(path, seen=False)
        self._after[self._real(path)] = None

    def move(self, path: str, target: str, text: str) -> None:
        """Give a file another name and `text`; its encoding goes along."""
        self.put(target, text)
        self._written[self._real(target)] = self._written[self._real(path)]
        self.remove(path)

    def edit(self, path: str, old: str, new: str, replace_all: bool) -> str:
        """Replace `old` by `new` and return a sentence that says where."""
        name = self._ws.shown(path)
        if not old:
            raise ToolFailed("`old` is empty; use write_file for a new file.")
        if old == new:
            raise ToolFailed("`old` and `new` are the same; there is nothing to change.")
        text = self.open(path)
        if left_out := placeholders(new, text):
            raise ToolFailed(f"`new` leaves code out: `{left_out[0][:120]}`. Write all lines that are to stand there.")
        found = find(text, old, new)
        lines = [text.count("\n", 0, span.start) + 1 for span in found.spans]
        if not lines:
            raise ToolFailed(f"`old` is not in {name}. {closest(text, old)}".strip())
        if len(lines) > 1 and (found.note or not replace_all):
            where = ", ".join(map(str, lines[:_SHOWN_LINES])) + (" …" if len(lines) > _SHOWN_LINES else "")
            loosely = f" ({found.note})" if found.note else ""
            raise ToolFailed(
                f"`old` is {len(lines)} times in {name}{loosely}, at lines {where}. Add lines around it until it is "
                "unique, or set replace_all."
            )
        self.put(path, found.applied(text))
        places = f"line {lines[0]}" if len(lines) == 1 else f"{len(lines)} places"
        return f"Edited {name} at {places}." + (f" Not matched exactly: {found.note}." if found.note else "")

    def changes(self) -> list[Change]:
        """What would become of the files, those left out that stay as they are."""
        made = [Change(real, self._before[real], self._encoded(real, text)) for real, text in self._after.items()]
        return [change for change in made if change.before != change.after]

    def contents(self) -> dict[str, bytes | None]:
        """The files' new contents, to be written."""
        return {change.path: change.after for change in self.changes()}

    def _encoded(self, real: str, text: str | None) -> bytes | None:
        if text is None:
            return None
        written = self._written[real]
        try:
            return written.encode(text)
        except UnicodeEncodeError as error:
            character = text[error.start : error.start + 1]
            raise ToolFailed(
                f"{self._ws.shown(real)} is written in {written.encoding}, which has no `{character}`; "
                "use another character, or convert the file by a command."
            ) from error

    def _real(self, path: str) -> str:
        """Where `path` leads. A link inside the workspace may not lead out of it."""
        real = os.path.realpath(path)
        root = self._ws.root
        if Path(path).is_relative_to(root) and not Path(real).is_relative_to(root):
            raise ToolFailed(f"{self._ws.shown(path)} leads out of the workspace to {real}; name that path itself.")
        return real
