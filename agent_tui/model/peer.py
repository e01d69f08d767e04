"""Who is on the other side of a Unix socket, as the kernel tells it."""

from __future__ import annotations

import os
import socket
import struct
import sys
from contextlib import suppress

from msgspec import Struct

_LOCAL_LEVEL, _LOCAL_CREDENTIALS, _LOCAL_PROCESS = 0, 1, 2
"""SOL_LOCAL, LOCAL_PEERCRED and LOCAL_PEERPID of macOS, which Python does not name."""


class Peer(Struct, frozen=True):
    """A process that connected, or that listens."""

    user: int
    pid: int

    @property
    def is_own(self) -> bool:
        """Whether it runs for the same user as this one."""
        return self.user == os.geteuid()


def peer(connection: socket.socket) -> Peer | None:
    """The other side of `connection`; None where this system does not tell."""
    user = pid = -1
    with suppress(OSError, struct.error):
        if sys.platform == "linux":
            pid, user, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        elif sys.platform == "darwin":
            _, user = struct.unpack_from("2I", connection.getsockopt(_LOCAL_LEVEL, _LOCAL_CREDENTIALS, 76))
            (pid,) = struct.unpack("i", connection.getsockopt(_LOCAL_LEVEL, _LOCAL_PROCESS, 4))
    return Peer(user, pid) if pid > 0 else None


def is_own(connection: socket.socket) -> bool:
    """Whether the other side is known to run for the same user."""
    found = peer(connection)
    return found is not None and found.is_own
