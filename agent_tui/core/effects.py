"""What a call is about to do, said before it is done: tools declare it, permissions judge it."""

from __future__ import annotations

from msgspec import Struct


class Reads(Struct, frozen=True, tag="reads"):
    """Looks at files or directories."""

    paths: tuple[str, ...]
    """Absolute paths, links not yet resolved."""


class Writes(Struct, frozen=True, tag="writes"):
    """Makes, changes or removes files."""

    paths: tuple[str, ...]
    """Absolute paths, links not yet resolved."""


class Runs(Struct, frozen=True, tag="runs"):
    """Runs a shell command."""

    command: str
    cwd: str
    background: bool = False
    typed: bool = False
    """It is given to a command that runs already, and only that one knows what becomes of it."""


class Fetches(Struct, frozen=True, tag="fetches"):
    """Reads from the network."""

    url: str


class Asks(Struct, frozen=True, tag="asks"):
    """Puts a question to the person."""


class Notes(Struct, frozen=True, tag="notes"):
    """Changes only what the agent keeps for itself: a todo list, the state of its own jobs."""


class Delegates(Struct, frozen=True, tag="delegates"):
    """Starts a subagent, whose own calls are judged one by one."""

    task: str


class Unknown(Struct, frozen=True, tag="unknown"):
    """Anything at all."""

    name: str


Effect = Reads | Writes | Runs | Fetches | Asks | Notes | Delegates | Unknown


def read_only(effect: Effect) -> bool:
    """Whether calls of this effect may run beside one another."""
    return isinstance(effect, Reads | Fetches | Delegates)
