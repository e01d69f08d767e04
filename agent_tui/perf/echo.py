"""How long a key takes to show."""

from __future__ import annotations

import time
from collections.abc import Iterator

from agent_tui.perf.terminal import Terminal

_FIRST = 0x0410
_LETTERS = 64
"""Of the Cyrillic alphabet, which nothing else on the screen uses."""
CLEAR = "\x15"
"""The key that empties a line."""


def echoes(terminal: Terminal, keys: int, apart: float) -> Iterator[float]:
    """Seconds from each of `keys` keys to its being shown, typed at least `apart` seconds apart."""
    for number in range(keys):
        letter = chr(_FIRST + number % _LETTERS)
        start = len(terminal.raw)
        at = terminal.send(letter)
        yield terminal.seen(letter, start) - at
        time.sleep(max(0.0, at + apart - terminal.now))
