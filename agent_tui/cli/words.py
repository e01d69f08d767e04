"""Tells from the words of a command line alone what it is for."""

from __future__ import annotations

from collections.abc import Sequence

COMMANDS = ("run", "config", "doctor", "perf-test", "policy", "profile", "sandbox", "sessions", "trust", "worker")
"""First words that are not a prompt."""


def is_for_the_app(arguments: Sequence[str]) -> bool:
    """Whether nothing in `arguments` asks for anything but the app; the flags are read later."""
    if arguments and arguments[0] in COMMANDS:
        return False
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return not any(argument.startswith(("-p", "--print")) for argument in own)
