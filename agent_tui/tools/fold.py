"""Folds what a command prints again and again, and the blanks that fill its lines up."""

from __future__ import annotations

from itertools import groupby, islice
from operator import eq

_WORTH = 40
"""Characters a fold must save; fewer are left as they came."""
_BLANKS = 3
"""Blank lines that stay in a row, and the least of trailing blanks that go: fewer may mean something."""


class Folded:
    """Takes text in pieces. A line that is the same as the one above is not repeated but counted."""

    def __init__(self) -> None:
        self._above: str | None = None
        self._repeats = 0
        self.saved = 0
        """Characters that were not passed on."""

    def feed(self, text: str) -> str:
        """What to show of `text`; repeats at its end are held back."""
        *lines, rest = text.split("\n")
        if not lines:
            return self.close() + rest
        shown = self._plain(text, rest, lines) or self._folded(lines)
        return shown + self.close() + rest if rest else shown

    def close(self) -> str:
        """What was held back; what comes next is not compared with what came before."""
        held = self._held()
        self._above = None
        return held

    def _plain(self, text: str, rest: str, lines: list[str]) -> str:
        """The whole lines of `text` where there is nothing to fold, which costs little to see; else nothing."""
        if lines[0] == self._above or "   \n" in text or "\t\n" in text or any(map(eq, lines, islice(lines, 1, None))):
            return ""
        held = self._held()
        self._above = lines[-1]
        return held + text[: len(text) - len(rest)]

    def _folded(self, lines: list[str]) -> str:
        shown: list[str] = []
        for line, same in groupby(map(self._trimmed, lines)):
            count = sum(1 for _ in same)
            if line == self._above:
                self._repeats += count
            else:
                shown += (self._held(), line, "\n")
                self._above = line
                self._repeats = count - 1
        return "".join(shown)

    def _trimmed(self, line: str) -> str:
        bare = line.rstrip(" \t")
        if len(line) - len(bare) < _BLANKS:
            return line
        self.saved += len(line) - len(bare)
        return bare

    def _held(self) -> str:
        repeats, self._repeats = self._repeats, 0
        if not repeats or self._above is None:
            return ""
        whole = len(self._above) + 1
        note = f"[the line above {repeats:,} more times]\n" if self._above else "\n" * min(repeats, _BLANKS - 1)
        saved = whole * repeats - len(note)
        if self._above and saved < _WORTH:
            return f"{self._above}\n" * repeats
        self.saved += saved
        return note


def told(saved: int) -> str:
    """What folding won, for the line in brackets under a result."""
    return f"{saved:,} characters of repeated lines and blanks are folded."
