"""The calls of the operating system that reading and writing files safely is made of (POSIX)."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from errno import EINVAL, EISDIR, EMLINK, ENOSYS, EOPNOTSUPP, EPERM

_READ = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
# `O_PATH`, where there is one, enters directories that may be passed through but not be listed.
_ENTER = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_LINKS = frozenset({EPERM, EOPNOTSUPP, EMLINK, ENOSYS})
_KERNEL = ("/proc", "/sys", "/dev")
NEW_FILE = 0o666
"""Mode of a new file, from which the person's umask takes away."""


class System:
    """One method a call. Directories are open handles, so that no name on the way can be swapped for a link."""

    def open_file(self, path: str) -> int:
        """Open a regular file to read; what is none, or the kernel's own, is refused without waiting for it."""
        real = os.path.realpath(path)
        if real.startswith(tuple(f"{top}/" for top in _KERNEL)):
            raise OSError(EPERM, "belongs to the kernel", path)
        handle = os.open(path, _READ)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise OSError(EISDIR, "Not a regular file", path)
        return handle

    def enter(self, name: str, directory: int | None = None) -> int:
        """Open a directory, which may not be a link."""
        return os.open(name, _ENTER, dir_fd=directory)

    def make_directory(self, name: str, directory: int) -> None:
        os.mkdir(name, dir_fd=directory)

    def state(self, name: str, directory: int) -> os.stat_result | None:
        """What a name stands for, links not followed; None where it stands for nothing."""
        try:
            return os.stat(name, dir_fd=directory, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def make(self, name: str, directory: int, mode: int) -> int:
        """Make a file that was not there."""
        return os.open(name, _MAKE, mode, dir_fd=directory)

    def write(self, handle: int, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]

    def like(self, handle: int, state: os.stat_result) -> None:
        """Give a new file the owner, where that is allowed, and the mode of another."""
        if (state.st_uid, state.st_gid) != (os.geteuid(), os.getegid()):
            with suppress(PermissionError):
                os.fchown(handle, state.st_uid, state.st_gid)
        os.fchmod(handle, stat.S_IMODE(state.st_mode))

    def sync(self, handle: int) -> None:
        os.fsync(handle)

    def sync_directory(self, directory: int) -> None:
        """Have names written, where they may be and the file system can."""
        try:
            handle = os.open(".", os.O_RDONLY | os.O_CLOEXEC, dir_fd=directory)
        except PermissionError:
            return
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (EINVAL, EOPNOTSUPP):
                raise
        finally:
            os.close(handle)

    def second_name(self, name: str, other: str, directory: int) -> bool:
        """Give a file another name too; False where the file system has no such thing."""
        try:
            os.link(name, other, src_dir_fd=directory, dst_dir_fd=directory)
        except OSError as error:
            if error.errno in _NO_LINKS:
                return False
            raise
        return True

    def rename(self, name: str, other: str, directory: int) -> None:
        os.rename(name, other, src_dir_fd=directory, dst_dir_fd=directory)

    def remove(self, name: str, directory: int) -> None:
        os.unlink(name, dir_fd=directory)

    def remove_directory(self, name: str, directory: int) -> None:
        os.rmdir(name, dir_fd=directory)
