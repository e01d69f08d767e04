"""A workspace on a real directory, with the calls of a model."""

from __future__ import annotations

import json
import os
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
from agent_tui.tools.system import System
from agent_tui.tools.undo import Undo
from agent_tui.tools.workspace import Workspace
from agent_tui.tools.write_file import write_file

T = TypeVar("T")
TOOLS = (apply_patch, edit_file, glob, grep, list_dir, multi_edit, read_file, write_file)


class Bench:
    """All file tools over `root`; contents for undo lie beside it."""

    def __init__(self, base: Path, system: System | None = None) -> None:
        self.root = base / "work"
        self.root.mkdir(exist_ok=True)
        self.store = base / "store"
        self.ws = Workspace(self.root, self.store, Disk(system))
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


class FailingSystem(System):
    """A system whose n-th call that may change something fails, from 0; `calls` names those that were asked for."""

    def __init__(self, fail_at: int = -1) -> None:
        self.fail_at = fail_at
        self.calls: list[str] = []

    def open_file(self, path: str) -> int:
        return self._call("open_file", lambda: System.open_file(self, path))

    def make_directory(self, name: str, directory: int) -> None:
        self._call("make_directory", lambda: System.make_directory(self, name, directory))

    def make(self, name: str, directory: int, mode: int) -> int:
        return self._call("make", lambda: System.make(self, name, directory, mode))

    def write(self, handle: int, data: bytes) -> None:
        def half() -> None:
            System.write(self, handle, data[: len(data) // 2])
            self._call("write", lambda: System.write(self, handle, data[len(data) // 2 :]))

        half()

    def like(self, handle: int, state: os.stat_result) -> None:
        self._call("like", lambda: System.like(self, handle, state))

    def sync(self, handle: int) -> None:
        self._call("sync", lambda: System.sync(self, handle))

    def sync_directory(self, directory: int) -> None:
        self._call("sync_directory", lambda: System.sync_directory(self, directory))

    def second_name(self, name: str, other: str, directory: int) -> bool:
        return self._call("second_name", lambda: System.second_name(self, name, other, directory))

    def rename(self, name: str, other: str, directory: int) -> None:
        self._call("rename", lambda: System.rename(self, name, other, directory))

    def remove(self, name: str, directory: int) -> None:
        self._call("remove", lambda: System.remove(self, name, directory))

    def remove_directory(self, name: str, directory: int) -> None:
        self._call("remove_directory", lambda: System.remove_directory(self, name, directory))

    def _call(self, name: str, work: Callable[[], T]) -> T:
        self.calls.append(name)
        if len(self.calls) - 1 == self.fail_at:
            raise OSError(28, "No space left on device")
        return work()


class UnlinkedSystem(FailingSystem):
    """A file system on which no file has two names."""

    def second_name(self, name: str, other: str, directory: int) -> bool:
        return self._call("second_name", lambda: False)


def diff_of(result: Result) -> Diff:
    assert isinstance(result.view, Diff)
    return result.view
