"""Sets aside what commands made under protected names, since no sandbox can forbid a name that does not exist."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from agent_tui.permissions.keeping import Entry, entries

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def set_aside(
    root: str, before: Mapping[str, Entry], replaced: Callable[[str], bool], place: Path
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Move what has a protected name below `root` and was not there `before` to `place`; blocks.

    `replaced` tells whether a path that was there has a new file by leave, from outside of the sandbox. Links that are
    gone are made again. Returns the moved paths and those that could not be, both relative to `root`.
    """
    known = set(before.values())
    moved: list[str] = []
    left: list[str] = []
    for path, entry in sorted(entries(root).items()):
        # The same file under another name came there with a directory above it that was renamed.
        if entry in known or replaced(path):
            continue
        name = os.path.relpath(path, root)
        if not any(name.startswith(f"{above}/") for above in moved):
            (moved if _moved(root, name, place / name) else left).append(name)
    for path, entry in before.items():
        if entry.link and not os.path.lexists(path):
            _linked(root, os.path.relpath(path, root), entry.link)
    return tuple(moved), tuple(left)


def _moved(root: str, name: str, target: Path) -> bool:
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _directory_of(root, name) as (directory, last):
            try:
                os.rename(last, target, src_dir_fd=directory)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                held = Path(f"/proc/self/fd/{directory}")
                shutil.move(held / last if held.exists() else Path(root, name), target)
    except OSError:
        return False
    return True


def _linked(root: str, name: str, target: str) -> None:
    try:
        with _directory_of(root, name) as (directory, last):
            os.symlink(target, last, dir_fd=directory)
    except OSError:
        return


@contextmanager
def _directory_of(root: str, name: str) -> Iterator[tuple[int, str]]:
    """The open directory of `name`, come to without following a link, and the last part. Raises `OSError`."""
    *parents, last = name.split("/")
    with ExitStack() as opened:
        directory = os.open(root, _DIRECTORY)
        opened.callback(os.close, directory)
        for parent in parents:
            directory = os.open(parent, _DIRECTORY, dir_fd=directory)
            opened.callback(os.close, directory)
        yield directory, last
