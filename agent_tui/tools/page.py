"""The part of a text that one answer holds."""

from __future__ import annotations

from collections.abc import Iterable

PAGE_LINES = 2000
PAGE_BYTES = 50 * 1024
LONGEST_LINE = 2000
_NAMED = 20


class Page:
    """The lines from `offset` (from 1) on that fit, and how many lines there are in all."""

    def __init__(self, offset: int, limit: int) -> None:
        self.offset = offset
        self._limit = limit
        self._room = PAGE_BYTES
        self._full = False
        self._head = ""
        self._length = 0
        """Characters of the line that is not yet at its end; `_head` is its beginning."""
        self.lines: list[str] = []
        self.shortened: list[int] = []
        """Numbers of the lines that were cut."""
        self.total = 0

    def feed(self, pieces: Iterable[str]) -> Page:
        """Take a whole text, piece by piece. Lines end with a newline, as for grep and for edits."""
        for piece in pieces:
            breaks = piece.count("\n")
            if self._full or self.total + breaks < self.offset - 1:
                self._skip(piece, breaks)
            elif not self._take_whole(piece):
                self._take(piece)
        if self._length:
            self._add(self._head, self._length)
        return self

    @property
    def cut(self) -> bool:
        """Whether lines of the text are not on the page."""
        return len(self.lines) < self.total

    def numbered(self, note: str = "") -> str:
        """Lines as `N<tab>text`, then one in brackets: what this is of how much, and where to go on."""
        last = self.offset + len(self.lines) - 1
        body = "\n".join([f"{number}\t{line}" for number, line in enumerate(self.lines, self.offset)])
        notes = [f"lines {self.offset}-{last} of {self.total}"]
        if last < self.total:
            notes.append(f"next offset {last + 1}")
        if self.shortened:
            more = " …" if len(self.shortened) > _NAMED else ""
            notes.append(f"cut lines: {', '.join(map(str, self.shortened[:_NAMED]))}{more}")
        if note:
            notes.append(note)
        return f"{body}\n[{'; '.join(notes)}]"

    def _skip(self, piece: str, breaks: int) -> None:
        self.total += breaks
        if breaks:
            self._head, self._length = "", 0
            piece = piece[piece.rfind("\n") + 1 :]
        self._open(piece)

    def _take_whole(self, piece: str) -> bool:
        """Take a piece that begins a line and of which nothing must be cut or measured; False where it is none."""
        if self._length or len(piece) > self._room or "\r" in piece or not piece.isascii():
            return False
        *lines, rest = piece.split("\n")
        if max(map(len, lines), default=0) > LONGEST_LINE:
            return False
        skipped = max(0, self.offset - 1 - self.total)
        taken = lines[skipped : skipped + self._limit - len(self.lines)]
        self.total += len(lines)
        self.lines += taken
        self._room -= sum(map(len, taken)) + len(taken)
        self._full = len(self.lines) >= self._limit
        self._open(rest)
        return True

    def _take(self, piece: str) -> None:
        start = 0
        while (end := piece.find("\n", start)) >= 0:
            if self._full:
                self._skip(piece[start:], piece.count("\n", start))
                return
            shown = self._head + piece[start : min(end, start + LONGEST_LINE + 1)]
            self._add(shown, self._length + end - start)
            self._head, self._length = "", 0
            start = end + 1
        self._open(piece[start:])

    def _open(self, rest: str) -> None:
        """Go on with a line that has no end yet."""
        if len(self._head) <= LONGEST_LINE:
            self._head += rest[: LONGEST_LINE + 1]
        self._length += len(rest)

    def _add(self, line: str, length: int) -> None:
        self.total += 1
        if self._full or self.total < self.offset:
            return
        text = line.removesuffix("\r")
        long = length > LONGEST_LINE + 1 or len(text) > LONGEST_LINE
        if long:
            text = f"{text[:LONGEST_LINE]}… [{length:,} characters]"
        self._room -= len(text.encode(errors="surrogatepass")) + 1
        if self._room < 0 and self.lines:
            self._full = True
            return
        if long:
            self.shortened.append(self.total)
        self.lines.append(text)
        self._full = len(self.lines) >= self._limit
