"""Figures that tell how quick a session is, and why."""

from __future__ import annotations

from msgspec import Struct


class Kept(Struct, frozen=True):
    """What is kept so that it need not be made again."""

    name: str
    hits: int
    misses: int
    bytes: int = 0
    """How much of it there is, where that is known."""


class Connections(Struct, frozen=True):
    """What went to one host."""

    host: str
    opened: int
    reused: int
    """Requests that found an open one."""


class ModelProcess(Struct, frozen=True):
    """A process that sends requests to models."""

    pid: int
    megabytes: int
    """Of memory; 0 where the system does not tell."""
    sessions: int = 0
    """Sessions that share it; 0 where it did not answer in time."""
    requests: int = 0
    """Of all of its sessions so far."""
    connections: tuple[Connections, ...] = ()


class LastRequest(Struct, frozen=True):
    """How long the newest reply took; seconds."""

    model: str
    whole: float
    first_token: float
    ago: float
