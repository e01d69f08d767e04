"""Explains a wait: says what was made, where making it on its first use took long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

SLOW = 0.2
"""Seconds from which on making a part is worth a sentence."""


class Firsts:
    """The parts of a session that are made on their first use."""

    def __init__(self, clock: Callable[[], float] = lambda: 0.0, tell: Callable[[str], None] = lambda _: None) -> None:
        """`clock` is in seconds; `tell` takes one sentence, from any thread."""
        self._clock = clock
        self._tell = tell
        self._made: set[str] = set()

    @contextmanager
    def making(self, part: str) -> Iterator[None]:
        """Time what happens inside, the first time for each `part`, which begins a sentence."""
        if part in self._made:
            yield
            return
        began = self._clock()
        yield
        self._made.add(part)
        if (seconds := self._clock() - began) > SLOW:
            self._tell(f"{part} took {seconds:.1f} s to load; this happens once a session.")
