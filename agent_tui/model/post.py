"""Where a worker waits: a socket in a private directory, held by one worker of an identity at a time."""

from __future__ import annotations

import fcntl
import socket
from contextlib import suppress
from pathlib import Path

from agent_tui.model.joining import SUFFIX, path
from agent_tui.model.private import is_private, make, opened

_PATIENCE = 0.1
"""Seconds for the worker that has the post to take a connection."""
_QUEUE = 64


class Post:
    """A post in `directory`."""

    def __init__(self, directory: Path, identity: str) -> None:
        self._directory = directory
        self._path = path(directory, identity)
        self._file = 0
        """The socket's inode."""

    def take(self) -> socket.socket | None:
        """The listening socket; None where another worker has the post.

        Raises `BlockingIOError` while another is just about to take it, and `OSError` where none can be had.
        """
        make(self._directory)
        with opened(self._directory) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for address in self._directory.glob(f"*{SUFFIX}"):
                _remove_if_left(address)
            return None if self._path in self._directory.iterdir() else self._listening()

    def _listening(self) -> socket.socket:
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            listening.bind(str(self._path))
            listening.listen(_QUEUE)
            self._file = self._path.lstat().st_ino
        except OSError:
            listening.close()
            raise
        return listening

    def stands(self) -> bool:
        """Whether sessions can still find it, and only this user's."""
        try:
            return self._path.lstat().st_ino == self._file and is_private(self._directory)
        except OSError:
            return False

    def leave(self) -> None:
        """Let the next one have it."""
        if self.stands():
            with suppress(OSError):
                self._path.unlink()


def _remove_if_left(address: Path) -> None:
    """Remove the socket of a worker that is no more."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_PATIENCE)
        try:
            connection.connect(str(address))
        except ConnectionRefusedError:
            address.unlink()
        except OSError:
            # It listens, only not to us now.
            return
