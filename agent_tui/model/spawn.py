"""Starts the worker. Imports next to nothing: this runs before anything else does."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping

_CHILD_FD = 3
_FileAction = tuple[int, int, int] | tuple[int, int, str, int, int]


ALWAYS = {
    # Without it, importing LiteLLM fetches a price list from the network.
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    # Anything else has LiteLLM read a file .env from the directories above its own.
    "LITELLM_MODE": "PRODUCTION",
    # LiteLLM's own client for OpenAI's protocol costs a third less CPU a delta than that of the openai package.
    "EXPERIMENTAL_OPENAI_BASE_LLM_HTTP_HANDLER": "True",
    "PYTHONUNBUFFERED": "1",
}
"""What the environment of every worker has."""


class Spawned:
    """A running worker and this side's end of its socket."""

    def __init__(self, pid: int, connection: socket.socket, *, outlives: bool = False) -> None:
        self.pid = pid
        self.connection = connection
        self.outlives = outlives
        """Whether others may use it too, so that it is not this session's to end."""


class Linger:
    """How a worker waits for other sessions once its own has ended."""

    def __init__(self, directory: str, seconds: float, env: Mapping[str, str]) -> None:
        self.directory = directory
        self.seconds = seconds
        self.env = env
        """All of its environment."""


def spawn(log: str = os.devnull, warm: str = "", linger: Linger | None = None) -> Spawned:
    """Start a worker whose output goes to the file `log`; `warm` names a model to get ready for. Raises `OSError`."""
    ours, theirs = socket.socketpair()
    env = {**(linger.env if linger else os.environ), **ALWAYS}
    waits = [str(linger.seconds), linger.directory] if linger else []
    output = _log_file(log)
    # The worker's own socket must not have the number it is handed over under, nor lie on it.
    theirs_fd = _moved_above(theirs.detach())
    output_fd = _moved_above(output)
    try:
        # -P, since the directory it starts in may hold anything, also files that are named like modules.
        pid = _started(
            [sys.executable, "-P", "-m", "agent_tui.model.worker", str(_CHILD_FD), warm, *waits],
            env,
            [
                (os.POSIX_SPAWN_DUP2, theirs_fd, _CHILD_FD),
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, output_fd, 1),
                (os.POSIX_SPAWN_DUP2, output_fd, 2),
            ],
        )
    except OSError:
        ours.close()
        raise
    finally:
        os.close(theirs_fd)
        os.close(output_fd)
    return Spawned(pid, ours, outlives=linger is not None)


def _started(command: list[str], env: dict[str, str], files: list[_FileAction]) -> int:
    """Start `command` in a session of its own, so that neither Ctrl-C in the terminal nor its end is sent to it."""
    try:
        return os.posix_spawn(command[0], command, env, file_actions=files, setsid=True)
    except NotImplementedError:
        return os.posix_spawn(command[0], command, env, file_actions=files, setpgroup=0)


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
