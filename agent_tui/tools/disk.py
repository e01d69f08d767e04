"""Writes files so that each is either old or new, whatever goes wrong in between."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

_NEW_FILE = 0o666


class Disk:
    """The steps of which a safe write consists; each may fail, and then nothing has changed."""

    def read(self, path: str) -> bytes:
        """All of a file. Raises `OSError`."""
        # Not blocking on what became a pipe between the look and the opening.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(handle, "rb") as file:
            return file.read()

    def stage(self, path: str, data: bytes) -> str:
        """Write `data` beside `path` and return where it lies. Raises `OSError`."""
        handle, staged = tempfile.mkstemp(dir=Path(path).parent, prefix=f".{Path(path).name[:40]}.", suffix=".new")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(handle, self._mode(path))
                os.fsync(handle)
        except BaseException:
            Path(staged).unlink(missing_ok=True)
            raise
        return staged

    def rename(self, staged: str, path: str) -> None:
        """Put what was staged in its place. Raises `OSError`."""
        Path(staged).replace(path)

    def remove(self, path: str) -> None:
        """Remove a file. Raises `OSError`."""
        Path(path).unlink()

    def replace(self, contents: Mapping[str, bytes | None]) -> None:
        """Give each path its content, None to remove it. Raises `OSError`: then every file is as it was."""
        before: dict[str, bytes | None] = {
            path: self.read(path) if os.path.lexists(path) else None for path in contents
        }
        made = self._make_parents(path for path, data in contents.items() if data is not None)
        staged: dict[str, str] = {}
        done: list[str] = []
        try:
            for path, data in contents.items():
                if data is not None:
                    staged[path] = self.stage(path, data)
            for path, data in contents.items():
                if data is None:
                    self.remove(path)
                else:
                    self.rename(staged[path], path)
                    del staged[path]
                done.append(path)
        except BaseException:
            for left in staged.values():
                Path(left).unlink(missing_ok=True)
            for path in reversed(done):
                self._put_back(path, before[path])
            for directory in reversed(made):
                directory.rmdir()
            raise
        for parent in {Path(path).parent for path in contents}:
            _sync_directory(parent)

    def _put_back(self, path: str, data: bytes | None) -> None:
        # The plain steps, not those that may have been the ones to fail.
        if data is None:
            Path(path).unlink()
        else:
            Disk().rename(Disk().stage(path, data), path)

    def _make_parents(self, paths: object) -> list[Path]:
        made: list[Path] = []
        assert hasattr(paths, "__iter__")
        for path in paths:
            missing: list[Path] = []
            parent = Path(path).parent
            while not parent.exists():
                missing.append(parent)
                parent = parent.parent
            for directory in reversed(missing):
                directory.mkdir()
                made.append(directory)
        return made

    def _mode(self, path: str) -> int:
        try:
            return stat.S_IMODE(Path(path).stat().st_mode)
        except FileNotFoundError:
            return _NEW_FILE & ~_umask()


def _umask() -> int:
    # There is no other way to learn it; the two calls follow one another within one bytecode.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _sync_directory(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        # Some file systems cannot; the rename itself has happened.
        return
    finally:
        os.close(handle)
