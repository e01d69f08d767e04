"""A workspace on a real directory, with the calls of a model."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from agent_tui.core.messages import Call
from agent_tui.core.ports import Action
from agent_tui.core.views import Diff, Result, View
from agent_tui.tools.apply_patch import apply_patch
from agent_tui.tools.disk import Disk
from agent_tui.tools.edit_file import edit_file
from agent_tui.tools.glob import glob
from agent_tui.tools.grep import grep
from agent_tui.tools.list_dir import list_dir
from agent_tui.tools.multi_edit import multi_edit
from agent_tui.tools.read_file import read_file
from agent_tui.tools.registry import Tools
from agent_tui.tools.undo import Undo
from agent_tui.tools.workspace import Workspace
from agent_tui.tools.write_file import write_file

T = TypeVar("T")
TOOLS = (apply_patch, edit_file, glob, grep, list_dir, multi_edit, read_file, write_file)


class Bench:
    """All file tools over `root`; contents for undo lie beside it."""

    def __init__(self, base: Path, disk: Disk | None = None) -> None:
        self.root = base / "work"
        self.root.mkdir(exist_ok=True)
        self.store = base / "store"
        self.ws = Workspace(self.root, self.store, disk)
        self.turn = 1
        self.undo = Undo(self.ws, self.store / "undo", lambda: self.turn)
        self.tools = Tools(TOOLS, {"ws": self.ws, "undo": self.undo})

    def bind(self, tool: str, **arguments: object) -> Action:
        return self.tools.bind(Call("1", tool, json.dumps(arguments)))

    async def call(self, tool: str, **arguments: object) -> Result:
        return await self.bind(tool, **arguments).run(lambda _: None)

    async def preview(self, tool: str, **arguments: object) -> View | None:
        return await self.bind(tool, **arguments).preview()

    def put(self, name: str, data: bytes | str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def snapshot(self) -> dict[str, bytes]:
        """Every file of the workspace, whatever its name."""
        files = (path for path in self.root.rglob("*") if path.is_file() and not path.is_symlink())
        return {str(path.relative_to(self.root)): path.read_bytes() for path in files}


class FailingDisk(Disk):
    """A disk whose n-th step fails, from 0; `steps` counts those that were asked for."""

    def __init__(self, fail_at: int) -> None:
        self.fail_at = fail_at
        self.steps = 0

    def read(self, path: str) -> bytes:
        return self._step(lambda: super(FailingDisk, self).read(path))

    def stage(self, path: str, data: bytes) -> str:
        return self._step(lambda: super(FailingDisk, self).stage(path, data))

    def rename(self, staged: str, path: str) -> None:
        self._step(lambda: super(FailingDisk, self).rename(staged, path))

    def remove(self, path: str) -> None:
        self._step(lambda: super(FailingDisk, self).remove(path))

    def _step(self, work: Callable[[], T]) -> T:
        self.steps += 1
        if self.steps - 1 == self.fail_at:
            raise OSError(28, "No space left on device")
        return work()


def diff_of(result: Result) -> Diff:
    assert isinstance(result.view, Diff)
    return result.view
