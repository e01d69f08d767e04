"""How long a key takes to show."""

from __future__ import annotations

import time
from collections.abc import Sequence

from agent_tui.perf.figures import Figure
from agent_tui.perf.terminal import Terminal

_FIRST = 0x0410
"""Where the Cyrillic alphabet begins, which nothing else on the screen uses; no letter is typed twice."""
CLEAR = "\x15"
"""The key that empties a line."""
_TAIL = 0.99
_PATIENCE = 10.0


def typed(
    terminals: Sequence[Terminal], keys: int, apart: float, patience: float = _PATIENCE
) -> Sequence[Sequence[float]]:
    """Milliseconds from each of `keys` keys to its being shown, for each of `terminals`, which are typed into by turns.

    No key waits for the one before to show, so that a stall delays as many keys as a person would have typed in it, and
    the keys, about `apart` seconds apart, fall into step with nothing that comes at an even pace. Raises `NotSeen`.
    """
    sent: list[list[tuple[str, int, float]]] = [[] for _ in terminals]
    for number in range(keys):
        letter = chr(_FIRST + number)
        for terminal, into in zip(terminals, sent, strict=True):
            into.append((letter, len(terminal.raw), terminal.send(letter)))
            time.sleep(apart * _uneven(number) / len(terminals))
    took = [
        [(terminal.seen(letter, start, patience) - at) * 1000 for letter, start, at in keys_of]
        for terminal, keys_of in zip(terminals, sent, strict=True)
    ]
    for terminal in terminals:
        terminal.send(CLEAR)
    return took


def _uneven(number: int) -> float:
    """A factor around 1, another for each number, the same in each run."""
    return 0.8 + number * 79 % 100 / 250


def summed(name: str, took: Sequence[float]) -> tuple[Figure, Figure]:
    """What is usual and what is rare, of keys that took so long."""
    return Figure(f"{name}: p50", "ms", tuple(took)), Figure(f"{name}: p99", "ms", tuple(took), _TAIL)
