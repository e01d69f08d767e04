"""The directory where workers wait: only the user whose it is may enter it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@contextmanager
def opened(directory: Path) -> Iterator[int]:
    """A descriptor of `directory`. Raises `OSError` where it is missing, a link, another's, or open to others."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if status.st_uid != os.geteuid() or status.st_mode & _OTHERS:
            raise PermissionError(f"{directory} is open to others")
        yield descriptor
    finally:
        os.close(descriptor)


def is_private(directory: Path) -> bool:
    """Whether `directory` is there, this user's, and closed to all others."""
    try:
        with opened(directory):
            return True
    except OSError:
        return False


def make(directory: Path) -> None:
    """Make `directory` where it is missing. Raises `OSError`."""
    directory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        directory.mkdir(mode=0o700)
