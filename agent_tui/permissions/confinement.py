"""The sandbox of a session: looked for once, when it is first needed."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from agent_tui.core.confined import Confined
from agent_tui.permissions.keeping import keep
from agent_tui.permissions.sandbox import Sandbox, probe
from agent_tui.permissions.watch import Watch, recovered

NONE = "No sandbox works on this machine, and auto mode needs one; use edits or yolo. See: agent sandbox check."

_MOST = 1_000
"""What is held in place, one by one; with more, a command would take seconds to start."""
_TOO_MANY = "places of this workspace must stay as they are, too many to hold each; use edits mode here"


class Confinement:
    """Confines commands to one workspace."""

    def __init__(
        self,
        workspace: Path,
        store: Path,
        records: Path,
        own: Sequence[str],
        written: Callable[[str], bool] = lambda _: False,
        find: Callable[[], Sandbox | None] = probe,
    ) -> None:
        """`store` is the session's, for temporary files and for what is set aside; `records` outlasts this process.

        `own` are the agent's directories, which commands cannot write. `written` tells which files the file tools
        wrote by leave.
        """
        self._workspace = os.path.realpath(workspace)
        self._store = store
        self._records = records
        self._own = [os.path.realpath(path) for path in own]
        self._written = written
        self._find = find
        self._found: Sandbox | None = None

    def problem(self) -> str:
        """Why commands cannot be confined here; empty where they can. Blocks."""
        if self._found is None:
            self._found = self._find()
        return "" if self._found else NONE

    def wrap(self, argv: Sequence[str], cwd: str) -> Confined:
        """`argv` in the sandbox. Blocks. Raises `OSError` where there is none."""
        if problem := self.problem():
            raise OSError(problem)
        assert self._found is not None
        scratch = self._store / "tmp"
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        for path in self._own:
            # Only what exists can be held; the agent would make it in the midst of a command.
            if PurePath(path).is_relative_to(self._workspace):
                Path(path).mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = keep(self._workspace, self._own)
        if len(kept.read_only) > _MOST:
            raise OSError(f"{len(kept.read_only):,} {_TOO_MANY}")
        wrapped = self._found.wrap(argv, self._workspace, str(scratch), cwd, kept, self._own)
        watch = Watch(self._workspace, kept, self._records, self._store / "aside", self._written)
        return Confined(wrapped, watch.ended)

    def recover(self) -> tuple[str, ...]:
        """Set aside what the commands of an agent that was killed here may have made; sentences. Blocks."""
        return recovered(self._records, self._workspace)
