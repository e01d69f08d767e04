"""Joins the pieces of a stream, so that a burst of deltas becomes a few frames."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

Kind = Literal["text", "reasoning", "call"]
INTERVAL = 0.02
"""Seconds between two frames of one reply."""


class Coalescer:
    """Passes the first piece on at once, and later ones joined, at most every 20 ms."""

    def __init__(self, send: Callable[[Kind, str], None]) -> None:
        self._send = send
        self._kind: Kind = "text"
        self._held: list[str] = []
        self._timer: asyncio.TimerHandle | None = None

    def add(self, kind: Kind, text: str) -> bool:
        """Take a piece; True where something was sent."""
        sent = False
        if self._held and kind != self._kind:
            sent = self._pass_on()
        self._kind = kind
        self._held.append(text)
        if self._timer is None:
            sent = self._pass_on()
            self._timer = asyncio.get_running_loop().call_later(INTERVAL, self._due)
        return sent

    def flush(self) -> None:
        """Send what is held now."""
        self._pass_on()

    def close(self) -> None:
        """Drop what is held."""
        self._held.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _due(self) -> None:
        self._timer = None
        if self._pass_on():
            self._timer = asyncio.get_running_loop().call_later(INTERVAL, self._due)

    def _pass_on(self) -> bool:
        if not self._held:
            return False
        if self._kind == "call":
            for name in self._held:
                self._send("call", name)
        else:
            self._send(self._kind, "".join(self._held))
        self._held.clear()
        return True
