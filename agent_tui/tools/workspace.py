"""The directory that is worked in: names, reads, what was seen of each file, and writes that cannot tear one."""

from __future__ import annotations

import asyncio
import difflib
import errno
import hashlib
import os
import stat
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, TypeVar

from agent_tui.core.errors import ToolFailed
from agent_tui.core.firsts import Firsts
from agent_tui.core.trimming import KEPT
from agent_tui.core.vitals import Kept
from agent_tui.tools.cache import Known, Stamp, TextCache
from agent_tui.tools.disk import Disk
from agent_tui.tools.encoding import Decoded, decode
from agent_tui.tools.listings import Listings
from agent_tui.tools.read_ahead import ReadAhead

T = TypeVar("T")
WHOLE = 8 << 20
"""Bytes; a file up to this size is read whole and kept."""
LARGEST_EDIT = 64 * 1024 * 1024
"""Bytes; a larger file is not taken into memory whole."""
_TRIMMED = "trimmed"


def trimmed(store: Path) -> Path:
    """The directory of whole texts that the conversation has only in part; `KEPT` is its name in paths."""
    return store / _TRIMMED


class Workspace:
    """One directory and the files the model has seen in this session."""

    def __init__(self, root: Path, store: Path, disk: Disk | None = None) -> None:
        """`store` is the session's own folder, for outputs that are kept whole."""
        self.root = root.resolve()
        self.store = store
        self.disk = disk or Disk()
        self._prefix = f"{self.root}/".replace("//", "/")
        self.cache = TextCache()
        self.listings = Listings()
        self.firsts = Firsts()
        self.ahead = ReadAhead(self.root, self._keep)
        self._seen: dict[str, str] = {}
        self._written: dict[str, str] = {}
        self.takes_pictures: Callable[[], bool] = lambda: True
        """Whether the model in use can be shown a picture."""
        self._lane = ThreadPoolExecutor(1, "files at hand")

    def absolute(self, path: str) -> str:
        """`path` as an absolute one; links are not resolved. Raises `ToolFailed` for a path that cannot be one."""
        if "\0" in path:
            raise ToolFailed("A path cannot hold a NUL character.")
        if path.startswith(KEPT):
            return os.path.normpath(trimmed(self.store) / path.removeprefix(KEPT).lstrip("/"))
        home = path == "~" or path.startswith("~/")
        return os.path.normpath(self.root / (Path(path).expanduser() if home else path))

    def shown(self, path: str) -> str:
        """An absolute path as it is shown: relative to the workspace where it lies inside."""
        if path == str(self.root):
            return "."
        return path.removeprefix(self._prefix)

    async def off_loop(self, work: Callable[[], T], *, quick: bool = False) -> T:
        """Do file work in a thread; what the system refuses becomes a sentence. Raises `ToolFailed`.

        `quick` work that needs no disk is done one after the other: several threads would only wait for each other.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._lane if quick else None, work)
        except OSError as error:
            name = self.shown(str(error.filename)) if error.filename else "the file"
            raise ToolFailed(f"{name}: {error.strerror or error}.") from error

    def regular(self, path: str) -> os.stat_result:
        """The state of a regular file. Raises `ToolFailed` with a sentence for anything else."""
        try:
            state = Path(path).stat()
        except FileNotFoundError as error:
            raise ToolFailed(f"There is no file {self.shown(path)}.{self._near(path)}") from error
        except NotADirectoryError as error:
            raise ToolFailed(f"There is no file {self.shown(path)}: a part of the path is a file.") from error
        except OSError as error:
            if error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
                raise ToolFailed(f"{self.shown(path)[:200]} is no usable path: {error.strerror}.") from error
            raise
        if stat.S_ISDIR(state.st_mode):
            raise ToolFailed(f"{self.shown(path)} is a directory; use list_dir or glob.")
        if not stat.S_ISREG(state.st_mode):
            raise ToolFailed(f"{self.shown(path)} is {_kind(state.st_mode)}, not a file that can be read.")
        return state

    def searched(self, path: str) -> str:
        """The directory that a search of `path` begins in. Raises `ToolFailed` for a pipe, a device, or nothing."""
        if Path(path).is_dir():
            return path
        self.regular(path)
        return str(Path(path).parent)

    def known(self, path: str) -> Known | bytes:
        """The text of a file up to `WHOLE` bytes, or its bytes where they are no text. Raises `OSError`."""
        with os.fdopen(self.disk.system.open_file(path), "rb") as file:
            stamp = Stamp.of(os.fstat(file.fileno()))
            return self.cache.get(path, stamp) or self._taken(path, file, stamp)

    def _keep(self, path: str) -> None:
        """Have the text of a file at hand, without a trace in what is counted or was seen. Raises `OSError`."""
        with os.fdopen(self.disk.system.open_file(path), "rb") as file:
            stamp = Stamp.of(os.fstat(file.fileno()))
            if not self.cache.has(path, stamp):
                self._taken(path, file, stamp)

    def _taken(self, path: str, file: BinaryIO, stamp: Stamp) -> Known | bytes:
        data = file.read()
        decoded = decode(data)
        if decoded is None:
            return data
        known = Known(decoded, digest(data))
        if stamp == Stamp.of(os.fstat(file.fileno())):
            self.cache.put(path, stamp, known)
        return known

    def load(self, path: str) -> tuple[bytes, Decoded]:
        """The bytes and text of a file that is to be changed. Raises `ToolFailed`."""
        state = self.regular(path)
        if state.st_size > LARGEST_EDIT:
            raise ToolFailed(f"{self.shown(path)} has {state.st_size:,} bytes, too many to edit; use a command.")
        data = self.disk.read(path)
        decoded = decode(data)
        if decoded is None:
            raise ToolFailed(f"{self.shown(path)} is not text.")
        return data, decoded

    def saw_digest(self, path: str, seen: str) -> None:
        """Remember what the model has seen of a file, by its digest."""
        self._seen[os.path.realpath(path)] = seen

    def wrote(self, path: str) -> bool:
        """Whether a file is as the tools wrote it in this session."""
        written = self._written.get(path)
        try:
            return written is not None and digest(Path(path).read_bytes()) == written
        except OSError:
            return False

    def forget_seen(self) -> None:
        """The model has no longer seen any file: its talk began anew."""
        self._seen.clear()

    def check_seen(self, path: str, data: bytes) -> None:
        """Raises `ToolFailed` where the model has not read the file, or it has changed since."""
        seen = self._seen.get(os.path.realpath(path))
        if seen is None:
            raise ToolFailed(f"Read {self.shown(path)} first: it was not read in this session.")
        if seen != digest(data):
            raise ToolFailed(f"{self.shown(path)} has changed since it was read; read it again.")

    def write(self, contents: Mapping[str, bytes | None]) -> None:
        """Give each path its new content, None to remove it: all of them, or none. Raises `OSError`.

        The paths are absolute and resolved: a link that was put in their way since is an error.
        """
        try:
            self.disk.replace(contents)
        finally:
            self.listings.forget()
        for path, data in contents.items():
            if data is None:
                self._seen.pop(path, None)
            else:
                self._seen[path] = self._written[path] = digest(data)

    def kept(self) -> tuple[Kept, ...]:
        """How often what was kept of files and listings served, and how much of it there is."""
        kept: dict[str, TextCache | Listings] = {"files": self.cache, "listings": self.listings}
        return tuple(Kept(name, one.hits, one.misses, one.bytes) for name, one in kept.items())

    def _near(self, path: str) -> str:
        """Up to three names like the one that is missing."""
        parent = Path(path).parent
        while not parent.is_dir() and parent != parent.parent:
            parent = parent.parent
        try:
            names = [entry.name for entry in parent.iterdir()]
        except OSError:
            return ""
        # Names that differ by letter case alone are the nearest of all.
        folded = {name.casefold(): name for name in reversed(names)}
        near = [folded[name] for name in difflib.get_close_matches(Path(path).name.casefold(), folded, 3, 0.5)]
        return f" Did you mean {', '.join(self.shown(str(parent / name)) for name in near)}?" if near else ""


def digest(data: bytes) -> str:
    """What stands for a file's content."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"
