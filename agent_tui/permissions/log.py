"""The decision log: what was asked, what decided, what was answered; one JSON object a line."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from msgspec import Struct, json, to_builtins

from agent_tui.core.effects import Effect
from agent_tui.core.verdicts import Allow, Ask, Verdict


class Decision(Struct, frozen=True):
    """One line."""

    time: str
    workspace: str
    tool: str
    effect: Effect
    verdict: Literal["allow", "ask", "deny"]
    rule: str
    reason: str
    answer: str
    """What the person said, where they were asked."""


class Log:
    """Appends to one file that only its owner may read."""

    def __init__(self, path: Path, workspace: str) -> None:
        self._path = path
        self._workspace = workspace

    def add(self, tool: str, effect: Effect, verdict: Verdict, answer: str) -> None:
        """Write one decision. Raises `OSError`."""
        reason = "" if isinstance(verdict, Allow) else verdict.reason
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        decision = Decision(now, self._workspace, tool, effect, word(verdict), verdict.rule, reason, answer)
        line = json.encode(_storable(to_builtins(decision)))
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # One write, so that the lines of several sessions do not mix.
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, line + b"\n")
        finally:
            os.close(descriptor)


def _storable(value: object) -> object:
    """`value` with half surrogate pairs, which a model may send and no file can hold, spelled out."""
    match value:
        case str():
            return value.encode(errors="backslashreplace").decode()
        case dict():
            return {key: _storable(item) for key, item in value.items()}
        case list() | tuple():
            return [_storable(item) for item in value]
        case _:
            return value


def word(verdict: Verdict) -> Literal["allow", "ask", "deny"]:
    """A verdict in one word."""
    match verdict:
        case Allow():
            return "allow"
        case Ask():
            return "ask"
        case _:
            return "deny"
