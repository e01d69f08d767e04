"""Writes files so that each is either old or new, whatever goes wrong in between."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from errno import EEXIST, ELOOP
from pathlib import Path
from secrets import token_hex

from agent_tui.tools.system import NEW_FILE, System


class Disk:
    """Reads whole files, and replaces several as one."""

    def __init__(self, system: System | None = None) -> None:
        self.system = system or System()

    def read(self, path: str) -> bytes:
        """All of a regular file. Raises `OSError`."""
        with os.fdopen(self.system.open_file(path), "rb") as file:
            return file.read()

    def replace(self, contents: Mapping[str, bytes | None]) -> None:
        """Give each path its content, None to remove it; parents are made.

        The paths are absolute and hold no links. Raises `OSError`: then every file is as it was.
        """
        with ExitStack() as handles:
            work = [_Replacement(self.system, Path(path), data) for path, data in contents.items()]
            try:
                for step in (_Replacement.open, _Replacement.stage, _Replacement.swap, _Replacement.sync):
                    for one in work:
                        if step is _Replacement.open:
                            handles.callback(one.close)
                        step(one)
            except BaseException:
                for one in reversed(work):
                    one.put_back()
                raise
            for one in work:
                one.clear()


class _Replacement:
    """One file on its way from old to new."""

    def __init__(self, system: System, path: Path, data: bytes | None) -> None:
        self._system = system
        self._path = path
        self._data = data
        self._name = path.name
        token = token_hex(4)
        self._new = f".{path.name[:40]}.{token}.new"
        self._old = f".{path.name[:40]}.{token}.old"
        self._directory = -1
        self._before: os.stat_result | None = None
        self._made: list[tuple[int, str]] = []
        """Directories that were not there: (handle of the parent, name)."""
        self._handles: list[int] = []
        self._staged = self._kept = self._swapped = False

    def open(self) -> None:
        """Walk to the directory name by name, making what is missing, and look at what is there."""
        self._enter("/")
        for part in self._path.parent.parts[1:]:
            if self._data is not None and self._system.state(part, self._directory) is None:
                parent = self._directory
                self._system.make_directory(part, parent)
                self._made.append((parent, part))
            self._enter(part)
        self._before = self._system.state(self._name, self._directory)
        if self._before is not None and not stat.S_ISREG(self._before.st_mode):
            raise OSError(ELOOP, "Became something other than a file", str(self._path))

    def stage(self) -> None:
        """Write the new content beside the old one, and give the old one a second name."""
        if self._data is not None:
            self._write(self._new, self._data)
        if self._before is not None:
            self._kept = True
            if not self._system.second_name(self._name, self._old, self._directory):
                self._write(self._old, Disk(self._system).read(str(self._path)))

    def swap(self) -> None:
        """Put the new content in its place, or take the old one away."""
        if self._data is None:
            self._system.remove(self._name, self._directory)
        elif self._before is not None or not self._system.second_name(self._new, self._name, self._directory):
            self._replace_absent_or_old()
        self._swapped = True

    def sync(self) -> None:
        """Have the directory written."""
        self._system.sync_directory(self._directory)

    def put_back(self) -> None:
        """Make everything as it was; what fails here leaves the old content under its second name."""
        if self._swapped:
            try:
                if self._kept:
                    self._system.rename(self._old, self._name, self._directory)
                else:
                    self._system.remove(self._name, self._directory)
            except OSError:
                self._kept = False
        self.clear()
        for parent, name in reversed(self._made):
            # Not empty where another file of the same call, or of another program, went there.
            with suppress(OSError):
                self._system.remove_directory(name, parent)

    def clear(self) -> None:
        """Remove the second names; one that will not go harms nothing."""
        for name, made in ((self._new, self._staged), (self._old, self._kept)):
            if made:
                with suppress(OSError):
                    self._system.remove(name, self._directory)

    def close(self) -> None:
        for handle in self._handles:
            os.close(handle)

    def _replace_absent_or_old(self) -> None:
        if self._before is None and self._system.state(self._name, self._directory) is not None:
            raise FileExistsError(EEXIST, "Was made by someone else just now", str(self._path))
        self._system.rename(self._new, self._name, self._directory)
        self._staged = False

    def _enter(self, name: str) -> None:
        self._directory = self._system.enter(name, self._directory if self._handles else None)
        self._handles.append(self._directory)

    def _write(self, name: str, data: bytes) -> None:
        handle = self._system.make(name, self._directory, NEW_FILE if self._before is None else 0o600)
        self._staged = self._staged or name == self._new
        try:
            self._system.write(handle, data)
            if self._before is not None:
                self._system.like(handle, self._before)
            self._system.sync(handle)
        finally:
            os.close(handle)
