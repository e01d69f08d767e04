"""The sandbox of a session: looked for once, when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from agent_tui.permissions.sandbox import Sandbox, probe

NONE = "No sandbox works on this machine, and auto mode needs one; use edits or yolo. See: agent sandbox check."


class Confinement:
    """Confines commands to one workspace."""

    def __init__(
        self,
        workspace: Path,
        scratch: Path,
        own: Sequence[str],
        find: Callable[[], Sandbox | None] = probe,
    ) -> None:
        """`scratch` is for temporary files; `own` are the agent's directories, which commands cannot write."""
        self._workspace = str(workspace)
        self._scratch = scratch
        self._own = own
        self._find = find
        self._found: Sandbox | None = None

    def problem(self) -> str:
        """Why commands cannot be confined here; empty where they can. Blocks."""
        if self._found is None:
            self._found = self._find()
        return "" if self._found else NONE

    def wrap(self, argv: Sequence[str], cwd: str) -> Sequence[str]:
        """`argv` in the sandbox. Blocks. Raises `OSError` where there is none."""
        if problem := self.problem():
            raise OSError(problem)
        assert self._found is not None
        self._scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._found.wrap(argv, self._workspace, str(self._scratch), cwd, self._own)
