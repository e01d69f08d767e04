"""Cuts what is too long for the model: the beginning and the end stay, a line between says what is missing."""

from __future__ import annotations

LIMIT = 30_000
"""Characters of one result."""
HEAD_OF_OUTPUT = 0.3
"""Part of the room that the beginning has: what a command says last counts most."""
HEAD_OF_PROSE = 0.6


class Kept:
    """The beginning and the end of a text that comes in pieces; memory is bounded by `limit` characters."""

    def __init__(self, limit: int = LIMIT, head: float = HEAD_OF_OUTPUT) -> None:
        self.limit = limit
        self.total = 0
        """Characters that came."""
        self._share = head
        self._head = ""
        self._head_room = int(limit * head)
        self._tail = ""
        self._tail_room = limit - self._head_room
        self._lines = 0

    @property
    def cut(self) -> bool:
        """Whether something of the middle is gone."""
        return self.total > self.limit

    def add(self, text: str) -> None:
        """Take the next piece."""
        self.total += len(text)
        self._lines += text.count("\n")
        free = self._head_room - len(self._head)
        if free > 0:
            self._head += text[:free]
            text = text[free:]
        if text:
            self._tail = (self._tail + text[-self._tail_room :])[-self._tail_room :]

    def text(self, stored: str = "") -> str:
        """What is kept, within the limit; `stored` names the file that holds the whole."""
        if not self.cut:
            return self._head + self._tail
        note = self._note(stored, self.total, self._lines)
        room = max(self.limit - len(note), 0)
        head = _whole_lines(self._head[: int(room * self._share)])
        tail = _from_line_start(self._tail[-(room - int(room * self._share)) :]) if room else ""
        missing = self.total - len(head) - len(tail)
        lines = self._lines - head.count("\n") - tail.count("\n")
        return head + self._note(stored, missing, lines) + tail

    def _note(self, stored: str, missing: int, lines: int) -> str:
        place = f"; all of it is in {stored}, for read_file and grep" if stored else ""
        return f"\n[{missing:,} of {self.total:,} characters cut here, {max(lines, 0):,} lines{place}]\n"


def truncate(text: str, limit: int = LIMIT, head: float = HEAD_OF_OUTPUT, stored: str = "") -> str:
    """`text` within `limit` characters; `stored` names the file that holds the whole."""
    kept = Kept(limit, head)
    kept.add(text)
    return kept.text(stored)


def _whole_lines(text: str) -> str:
    """`text` without a half line at its end, where that costs less than half of it."""
    end = text.rfind("\n")
    return text[:end] if end > len(text) // 2 else text


def _from_line_start(text: str) -> str:
    start = text.find("\n")
    return text[start + 1 :] if 0 <= start < len(text) // 2 else text
