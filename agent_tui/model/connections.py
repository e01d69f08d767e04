"""Counts the connections over which a worker's requests go out."""

from __future__ import annotations

from collections import Counter

from agent_tui.core.vitals import Connections


class Traffic:
    """How many connections were opened, and how many requests found an open one, by host."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self._opened: Counter[str] = Counter()

    def asked(self, host: str) -> None:
        """A request wants a connection to `host`."""
        self._asked[host] += 1

    def opened(self, host: str) -> None:
        """None was open that could be used."""
        self._opened[host] += 1

    def forget(self) -> None:
        """Begin to count anew."""
        self._asked.clear()
        self._opened.clear()

    def told(self) -> tuple[Connections, ...]:
        """All hosts, the most asked first."""
        return tuple(
            Connections(host, self._opened[host], asked - self._opened[host])
            for host, asked in self._asked.most_common()
        )


TRAFFIC = Traffic()
"""That of this process: its sessions use the same connections."""
