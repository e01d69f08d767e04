"""Finds a worker that waits for sessions. Nothing here takes longer than a moment, whatever is on the other side."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from agent_tui.model.identity import identity, shared
from agent_tui.model.peer import is_own, peer
from agent_tui.model.private import opened
from agent_tui.model.spawn import Linger, Spawned, spawn
from agent_tui.model.wire import End, Hello, Tell, Told, Welcome, answer, encoder

MOMENT = 0.15
"""Seconds for a whole handshake while a start waits; a worker that is there needs a few milliseconds."""
PATIENCE = 2.0
"""Seconds for it where a person asks for the workers themselves."""
_LONGEST_ANSWER = 4096
SUFFIX = ".sock"
_NAMED_BY = 12
"""Characters of an identity in the name of its socket, whose whole path may have about 100; all of it is compared."""


def path(directory: Path, identity: str) -> Path:
    """The socket of the workers of one identity."""
    return directory / f"{identity[:_NAMED_BY]}{SUFFIX}"


def found_or_started(directory: Path, linger: float, log: str, warm: str = "", patience: float = MOMENT) -> Spawned:
    """A worker that sessions share: one that waits in `directory` and answers within `patience`, else a new one.

    Raises `OSError`.
    """
    env = shared(os.environ)
    found = joined(directory, identity(env), linger, patience)
    return found or spawn(log, warm, linger=Linger(str(directory), linger, env))


def joined(directory: Path, identity: str, linger: float, patience: float = MOMENT) -> Spawned | None:
    """A new session of the worker that waits in `directory`; None where none can be trusted, or none answers."""
    try:
        with opened(directory):
            connection = _connected(path(directory, identity), patience)
    except OSError:
        return None
    welcome = _asked(connection, Hello(identity, linger), patience)
    found = peer(connection)
    if found is None or not isinstance(welcome, Welcome) or welcome.identity != identity:
        connection.close()
        return None
    connection.setblocking(True)
    return Spawned(found.pid, connection, outlives=True)


def waiting(directory: Path, patience: float = MOMENT) -> Iterator[tuple[int, Told | None]]:
    """The process ids of all workers that wait in `directory`, with what they tell; None where one does not answer."""
    return filter(None, (_told(address, Tell(), patience) for address in _addresses(directory)))


def end(directory: Path, patience: float = MOMENT) -> Iterator[tuple[int, Told | None]]:
    """As `waiting`, and each is asked to end: at once without a session, else with its last one."""
    return filter(None, (_told(address, End(), patience) for address in _addresses(directory)))


def make_room(directory: Path, most: int) -> None:
    """End workers without a session until there are `most` in `directory`, first those with the least time left."""
    addresses = _addresses(directory)
    told = [(found[1], address) for address in addresses if (found := _told(address, Tell(), MOMENT))]
    resting = [(each.left, address) for each, address in told if each and not each.sessions]
    for _, address in sorted(resting)[: max(0, len(addresses) - most)]:
        _told(address, End(), MOMENT)


def _addresses(directory: Path) -> list[Path]:
    try:
        with opened(directory):
            return sorted(directory.glob(f"*{SUFFIX}"))
    except OSError:
        return []


def _told(address: Path, frame: Tell | End, patience: float) -> tuple[int, Told | None] | None:
    try:
        connection = _connected(address, patience)
    except OSError:
        return None
    with connection:
        told, found = _asked(connection, frame, patience), peer(connection)
        return (found.pid, told if isinstance(told, Told) else None) if found else None


def _connected(address: Path, patience: float) -> socket.socket:
    """Connected to a process of this user's. Raises `OSError`."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(patience)
        connection.connect(str(address))
        if not is_own(connection):
            raise PermissionError(f"{address} is another's")
    except OSError:
        connection.close()
        raise
    return connection


def _asked(connection: socket.socket, frame: Hello | Tell | End, patience: float) -> Welcome | Told | None:
    try:
        connection.sendall(encoder.encode(frame) + b"\n")
        told: Welcome | Told = answer.decode(_line(connection, time.monotonic() + patience))
        return told
    except (OSError, ValueError, msgspec.DecodeError):
        return None


def _line(connection: socket.socket, deadline: float) -> bytes:
    """One line, and nothing after it is taken. Raises `OSError` and `ValueError`."""
    while (left := deadline - time.monotonic()) > 0:
        connection.settimeout(left)
        seen = connection.recv(_LONGEST_ANSWER, socket.MSG_PEEK)
        if not seen:
            raise ConnectionResetError
        if b"\n" in seen:
            return connection.recv(seen.index(b"\n") + 1)
        if len(seen) == _LONGEST_ANSWER:
            raise ValueError("an answer without an end")
        # What was only looked at would be seen again at once.
        time.sleep(0.002)
    raise TimeoutError
