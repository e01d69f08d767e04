"""Starts the worker. Imports next to nothing: this runs before anything else does."""

from __future__ import annotations

import os
import socket
import sys

_CHILD_FD = 3


class Spawned:
    """A running worker and this side's end of its socket."""

    def __init__(self, pid: int, connection: socket.socket) -> None:
        self.pid = pid
        self.connection = connection


def spawn(log: str = os.devnull, warm: str = "") -> Spawned:
    """Start a worker whose output goes to the file `log`; `warm` names a model to get ready for. Raises `OSError`."""
    ours, theirs = socket.socketpair()
    # Without the switch, importing LiteLLM fetches a price list from the network.
    env = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "PYTHONUNBUFFERED": "1"}
    output = _log_file(log)
    # The worker's own socket must not have the number it is handed over under, nor lie on it.
    theirs_fd = _moved_above(theirs.detach())
    output_fd = _moved_above(output)
    try:
        pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "agent_tui.model.worker", str(_CHILD_FD), *([warm] if warm else [])],
            env,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, theirs_fd, _CHILD_FD),
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, output_fd, 1),
                (os.POSIX_SPAWN_DUP2, output_fd, 2),
            ],
            # A group of its own, so that Ctrl-C in the terminal is not sent to it.
            setpgroup=0,
        )
    except OSError:
        ours.close()
        raise
    finally:
        os.close(theirs_fd)
        os.close(output_fd)
    return Spawned(pid, ours)


def _log_file(path: str) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    try:
        return os.open(path, flags, 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)


def _moved_above(fd: int) -> int:
    """The same file under a number above those the child uses."""
    import fcntl

    moved = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(fd)
    return moved
