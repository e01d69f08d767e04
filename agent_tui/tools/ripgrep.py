"""Searches by ripgrep: finds it, runs it, and reads what it prints."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from agent_tui.core.errors import ToolFailed
from agent_tui.tools.search import Found, Query, Row, late, ordered, shortened
from agent_tui.tools.tree import VERSION_CONTROL

_CHUNK = 1 << 18
_LONGEST_RECORD = 1 << 20
"""Bytes of one line of output; a longer one stands for a line of a file that nobody wants to see whole."""
_HEAD = re.compile(rb'^\{"type":"(match|context)","data":\{"path":(\{[^{}]*\}),"lines":\{"(?:text|bytes)":"')
_WHOLE_CHARACTERS = re.compile(rb'(?:[^"\\]|\\u[0-9a-f]{4}|\\[^u]){0,4000}')
_SHORT = b'{"type":"%b","data":{"path":%b,"lines":{"text":"%b [cut: a very long line]"},"line_number":%b}}'
_NUMBER = re.compile(rb'"\},"line_number":(\d+),')


class _Words(Struct, frozen=True):
    text: str | None = None
    bytes: str | None = None

    @property
    def value(self) -> str:
        if self.text is not None:
            return self.text
        return os.fsdecode(base64.b64decode(self.bytes or ""))


class _Data(Struct, frozen=True):
    path: _Words = _Words()
    lines: _Words = _Words()
    line_number: int | None = None


class _Record(Struct, frozen=True):
    type: str
    data: _Data = _Data()


_record = msgspec.json.Decoder(_Record)
_words = msgspec.json.Decoder(_Words)


@cache
def ripgrep() -> str | None:
    """The person's own `rg`, else the one that was installed with agent; None where there is neither."""
    if own := shutil.which("rg"):
        return own
    beside = Path(sys.executable).parent / ("rg.exe" if sys.platform == "win32" else "rg")
    return str(beside) if beside.is_file() else None


def command(program: str, query: Query) -> list[str]:
    """The words to run: the pattern behind `-e` and the path behind `--`, so that neither is taken for a flag."""
    words = [program, "--no-config", "--hidden", "--no-messages", "--color=never"]
    match query.mode:
        case "content":
            words += ["--json", *(["--context", str(query.context)] if query.context else [])]
        case "files":
            words += ["--files-with-matches", "--null"]
        case "count":
            words += ["--count", "--with-filename", "--null"]
    if query.glob:
        words += ["--glob", query.glob]
    for name in sorted(VERSION_CONTROL):
        words += ["--glob", f"!{name}"]
    if query.type:
        words += ["--type", query.type]
    if query.ignore_case:
        words.append("--ignore-case")
    if query.multiline:
        words += ["--multiline", "--multiline-dotall"]
    return [*words, "-e", query.pattern, "--", query.name]


async def by_ripgrep(program: str, query: Query) -> Found:
    """Run the search; it is ended once it has found enough, or takes too long. Raises `ToolFailed`."""
    process = await asyncio.create_subprocess_exec(
        *command(program, query),
        cwd=query.base,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        found = await _collected(process, query)
        if not found.cut and await process.wait() == 2 and not (found.rows or found.counts):
            assert process.stderr is not None
            words = (await process.stderr.read(4000)).decode(errors="replace").strip()
            if words:
                raise ToolFailed(f"{words}\nEscape what is meant literally, as in `\\(` or `\\{{`.")
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
        # Reading what is left in the pipes is what closes them.
        await asyncio.shield(process.communicate())
    return found


def rows(record: bytes) -> Iterator[Row]:
    """The rows of one record of `rg --json`; a match over several lines is several rows."""
    read = _record.decode(record)
    if read.type in ("match", "context") and read.data.line_number is not None:
        path = _relative(read.data.path.value)
        for offset, line in enumerate(read.data.lines.value.removesuffix("\n").split("\n")):
            text = shortened(_shown(line.removesuffix("\r")))
            yield Row(path, read.data.line_number + offset, text, read.type == "match")


async def _collected(process: Process, query: Query) -> Found:
    kept: list[Row] = []
    counts: list[tuple[str, int]] = []
    cut = ""
    matches = 0
    loop = asyncio.get_running_loop()
    start = loop.time()
    records = _records(process, b"\n" if query.mode == "content" else b"\0")
    name = b""
    while not cut:
        left = start + (query.whole_seconds if matches or counts else query.first_seconds) - loop.time()
        try:
            record = await asyncio.wait_for(anext(records), left)
        except StopAsyncIteration:
            break
        except TimeoutError:
            cut = late(query, bool(matches or counts))
            break
        if query.mode == "content":
            new = list(rows(record))
            matches += sum(row.match for row in new)
            kept += new
        elif query.mode == "files":
            counts.append((_relative(os.fsdecode(record)), 1))
        else:
            # A name, then its number and, after a line's end, the next name.
            number, _, following = record.partition(b"\n")
            if name:
                counts.append((_relative(os.fsdecode(name)), int(number)))
            name = following if name else record
        if matches >= query.most or len(counts) >= query.most:
            cut = f"stopped after {query.most:,} rows; narrow it by path, glob or type"
    return Found(ordered(kept), tuple(sorted(counts)), cut)


async def _records(process: Process, separator: bytes) -> AsyncIterator[bytes]:
    """What the process prints, record by record; one that is too long comes with its text cut."""
    assert process.stdout is not None
    rest = b""
    skipped = _Skipped()
    while chunk := await process.stdout.read(_CHUNK):
        *whole, rest = (rest + chunk).split(separator)
        for record in whole:
            yield skipped.joined(record)
        if len(rest) > _LONGEST_RECORD:
            skipped.add(rest)
            # Enough to find the line's number, should it lie across the border.
            rest = rest[-100:]
    if rest:
        yield skipped.joined(rest)


class _Skipped:
    """A record that is not held whole: what of it is needed to make a short one."""

    def __init__(self) -> None:
        self._head = b""
        self._number = b""

    def add(self, part: bytes) -> None:
        self._head = self._head or part[:20_000]
        if not self._number and (found := _NUMBER.search(part)):
            self._number = found.group(1)

    def joined(self, last: bytes) -> bytes:
        """The record that `last` ends; an end record, which says nothing, where no row can be made of it."""
        if not self._head:
            return last
        self.add(last)
        head, number = self._head, self._number
        self._head = self._number = b""
        start = _HEAD.match(head)
        if start is None or not number:
            return b'{"type":"end"}'
        kind, path = start.groups()
        found = _WHOLE_CHARACTERS.match(head, start.end())
        text = found.group().decode(errors="ignore").encode() if found else b""
        return _SHORT % (kind, path, text, number)


def _relative(path: str) -> str:
    return path.removeprefix("./")


def _shown(text: str) -> str:
    """A line whose bytes are no UTF-8, with replacement characters in their places."""
    return os.fsencode(text).decode(errors="replace") if not text.isascii() else text
