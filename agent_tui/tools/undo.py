"""What files held before and after each edit of the session, so that a turn's edits can be taken back."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from agent_tui.core.errors import UserError
from agent_tui.core.views import Diff
from agent_tui.tools.change import Change, diff, excerpt
from agent_tui.tools.workspace import Workspace, digest


class _Edit(Struct, frozen=True, tag="edit"):
    turn: int
    path: str
    before: str | None
    """Digest of the content; None where there was no file."""
    after: str | None


class _Step(Struct, frozen=True, tag="step"):
    """A turn's edits were taken back, or brought back."""

    turn: int
    undone: bool


class Undo:
    """Writes files through a workspace, and keeps what it takes to go back and forth by turns."""

    def __init__(self, ws: Workspace, folder: Path, turn: Callable[[], int]) -> None:
        """`folder` holds contents by digest and a line for each edit; `turn` tells which turn is under way."""
        self.writing = threading.Lock()
        """Held from the look at a file to its writing, so that calls of several agents do not overwrite one another."""
        self._ws = ws
        self._folder = folder
        self._turn = turn
        self._done: list[_Edit] = []
        self._undone: list[_Edit] = []
        self._restore()

    def write(self, contents: Mapping[str, bytes | None]) -> None:
        """As `Workspace.write`, undoable. Blocks: for a thread. Raises `OSError`: then no file has changed."""
        before = {path: self._content(path) for path in contents}
        turn = self._turn()
        edits = [_Edit(turn, path, self._keep(before[path]), self._keep(data)) for path, data in contents.items()]
        self._note(edits)
        try:
            self._ws.write(contents)
        except BaseException:
            # The notes stay: an edit that left its file as it was is undone by leaving it so.
            self._note([_Edit(edit.turn, edit.path, edit.after, edit.before) for edit in reversed(edits)])
            raise
        self._done += edits
        self._undone.clear()

    def undo(self) -> Diff:
        """Take back the edits of the last turn that has any. Blocks. Raises `UserError` and `OSError`."""
        return self._move(_last(self._done, "undo"), "undo", back=True)

    def undo_since(self, turn: int) -> Diff:
        """Take back the edits of `turn` and all later ones, if any. Blocks. Raises `UserError` and `OSError`."""
        edits = [edit for edit in self._done if edit.turn >= turn]
        return self._move(edits, "rewind", back=True) if edits else Diff((), 0, 0)

    def redo(self) -> Diff:
        """Bring back what was last taken back. Blocks. Raises `UserError` and `OSError`."""
        return self._move(_last(self._undone, "redo"), "redo", back=False)

    def _move(self, edits: Sequence[_Edit], word: str, *, back: bool) -> Diff:
        first: dict[str, str | None] = {}
        last: dict[str, str | None] = {}
        for edit in edits:
            first.setdefault(edit.path, edit.before)
            last[edit.path] = edit.after
        present, wanted = (last, first) if back else (first, last)
        now = {path: self._content(path) for path in present}
        # A file may be as it is wanted already: after a kill between the writing and the note of it.
        if changed := [path for path, data in now.items() if _name(data) not in (present[path], wanted[path])]:
            names = ", ".join(self._ws.shown(path) for path in changed)
            since = (Change(path, self._kept(present[path]), now[path]) for path in changed)
            shown = "".join(f"\n{line}" for line in excerpt(self._ws, since))
            raise UserError(f"Cannot {word}: changed since by someone else: {names}.{shown}")
        contents = {path: self._kept(name) for path, name in wanted.items()}
        self._ws.write({path: data for path, data in contents.items() if data != now[path]})
        turns = dict.fromkeys(edit.turn for edit in edits)
        steps = [_Step(turn, back) for turn in (reversed(turns) if back else turns)]
        for step in steps:
            self._take(step)
        self._note(steps)
        return diff(self._ws, [Change(path, now[path], data) for path, data in contents.items()])

    def _content(self, path: str) -> bytes | None:
        return self._ws.disk.read(path) if os.path.lexists(path) else None

    def _keep(self, data: bytes | None) -> str | None:
        if data is None:
            return None
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = self._folder / digest(data)
        if not kept.exists():
            part = kept.with_suffix(f".{os.getpid()}")
            part.write_bytes(data)
            part.replace(kept)
        return kept.name

    def _kept(self, name: str | None) -> bytes | None:
        if name is None:
            return None
        data = (self._folder / name).read_bytes()
        if digest(data) != name:
            raise UserError(f"The kept content {name} is damaged; nothing was changed.")
        return data

    def _note(self, lines: Iterable[_Edit | _Step]) -> None:
        text = b"".join(msgspec.json.encode(line) + b"\n" for line in lines)
        if text:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (self._folder / "edits.jsonl").open("ab") as file:
                file.write(text)

    def _restore(self) -> None:
        """Take up the notes of a session that is continued; a last line that was cut short is left out."""
        decoder = msgspec.json.Decoder(_Edit | _Step)
        notes = self._folder / "edits.jsonl"
        for line in notes.read_bytes().splitlines() if notes.is_file() else ():
            try:
                note = decoder.decode(line)
            except msgspec.DecodeError:
                continue
            match note:
                case _Edit():
                    self._done.append(note)
                    self._undone.clear()
                case _Step():
                    self._take(note)

    def _take(self, step: _Step) -> None:
        source, target = (self._done, self._undone) if step.undone else (self._undone, self._done)
        target += [edit for edit in source if edit.turn == step.turn]
        source[:] = [edit for edit in source if edit.turn != step.turn]


def _last(edits: Sequence[_Edit], word: str) -> list[_Edit]:
    """Those of the turn that comes last."""
    if not edits:
        raise UserError(f"There is nothing to {word}.")
    return [edit for edit in edits if edit.turn == edits[-1].turn]


def _name(data: bytes | None) -> str | None:
    return None if data is None else digest(data)
