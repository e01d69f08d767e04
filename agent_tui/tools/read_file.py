"""Reads a page of a file."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from agent_tui.core.effects import Effect, Reads
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Listing, Result
from agent_tui.tools.encoding import decode
from agent_tui.tools.spec import tool
from agent_tui.tools.workspace import Workspace

PAGE_LINES = 2000
PAGE_BYTES = 50 * 1024
LONGEST_LINE = 2000
_CHUNK = 1 << 20
_WHOLE = 8 << 20
"""Bytes; a file up to this size is decoded whole, whatever its encoding."""


def _effect(ws: Workspace, path: str) -> Effect:
    return Reads((ws.absolute(path),))


@tool(effect=_effect, title=lambda path: path)
async def read_file(
    ws: Workspace,
    path: Annotated[str, Meta(description="File to read")],
    offset: Annotated[int, Meta(ge=1, description="First line, from 1")] = 1,
    limit: Annotated[int, Meta(ge=1, le=PAGE_LINES, description="Lines")] = PAGE_LINES,
) -> Result:
    """Lines as `N<tab>text`, then one line in brackets with the total and the next offset."""
    return await ws.off_loop(lambda: _read(ws, ws.absolute(path), offset, limit))


def _read(ws: Workspace, path: str, offset: int, limit: int) -> Result:
    state = ws.regular(path)
    if path.startswith(("/proc/", "/sys/", "/dev/")):
        raise ToolFailed(f"{path} is not a file on a disk; use a command.")
    name = ws.shown(path)
    if state.st_size <= _WHOLE:
        data = ws.disk.read(path)
        decoded = decode(data)
        if decoded is None:
            raise ToolFailed(f"{name} is not text ({len(data):,} bytes).")
        page = _Page(offset, limit)
        for line in decoded.text.splitlines(keepends=True) if "\r" in decoded.text else _lines(decoded.text):
            page.add(line)
        ws.saw(path, data)
        note = f"; {decoded.encoding}, a guess" if decoded.guessed else ""
    else:
        page, seen = _stream(path, offset, limit)
        ws.saw_digest(path, seen)
        note = ""
    if page.total == 0:
        return Result(f"[{name} is empty]", Listing(name, "", 1, 0), summary="empty")
    if offset > page.total:
        raise ToolFailed(f"{name} has {page.total} lines; line {offset} is past its end.")
    view = Listing(name, "\n".join(page.lines), offset, page.total)
    return Result(
        page.numbered(note),
        view,
        summary=f"{len(page.lines)} of {page.total} lines" if page.cut else f"{page.total} lines",
    )


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


class _Page:
    """The lines from `offset` on that fit, and how many there are in all."""

    def __init__(self, offset: int, limit: int) -> None:
        self._offset = offset
        self._limit = limit
        self._room = PAGE_BYTES
        self._full = False
        self.lines: list[str] = []
        self.shortened: list[int] = []
        """Numbers of the lines that were cut."""
        self.total = 0

    @property
    def cut(self) -> bool:
        """Whether lines of the file are not on the page."""
        return len(self.lines) < self.total

    def add(self, line: str, length: int | None = None) -> None:
        """Take the next line of the file; `length` where only its beginning is given."""
        self.total += 1
        if self.total < self._offset or self._full:
            return
        text = line.rstrip("\r\n")
        if len(text) > LONGEST_LINE or (length or 0) > LONGEST_LINE:
            text = f"{text[:LONGEST_LINE]}… [{length or len(text):,} characters]"
            self.shortened.append(self.total)
        self._room -= len(text.encode(errors="surrogatepass")) + 1
        if self._room < 0 and self.lines:
            self._full = True
            return
        self.lines.append(text)
        self._full = len(self.lines) >= self._limit

    def numbered(self, note: str) -> str:
        last = self._offset + len(self.lines) - 1
        body = "\n".join(f"{number}\t{line}" for number, line in enumerate(self.lines, self._offset))
        more = f"; next offset {last + 1}" if last < self.total else ""
        cut = f"; cut lines: {', '.join(map(str, self.shortened[:20]))}" if self.shortened else ""
        return f"{body}\n[lines {self._offset}-{last} of {self.total}{more}{cut}{note}]"


def _stream(path: str, offset: int, limit: int) -> tuple[_Page, str]:
    """A page of a file too large to hold, and what stands for its whole content."""
    page, digest = _Page(offset, limit), hashlib.blake2b(digest_size=16)
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    head, length = "", 0
    with Path(path).open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            if b"\0" in chunk:
                raise ToolFailed("The file is not text.")
            *whole, rest = decoder.decode(chunk).split("\n")
            for line in whole:
                page.add(head + line[: LONGEST_LINE + 1], length + len(line))
                head, length = "", 0
            if len(head) <= LONGEST_LINE:
                head += rest[: LONGEST_LINE + 1]
            length += len(rest)
    if length:
        page.add(head, length)
    return page, digest.hexdigest()
