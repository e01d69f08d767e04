"""The `*** Begin Patch` form: read, and applied to a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from agent_tui.core.errors import ToolFailed

_FILE = re.compile(r"\*\*\* (Add|Update|Delete) File: (.+)")
_MOVE = re.compile(r"\*\*\* Move to: (.+)")
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")


class Hunk(Struct, frozen=True):
    """One change inside a file."""

    lines: tuple[tuple[Literal[" ", "-", "+"], str], ...]
    """Kept, removed and added lines, in order."""
    anchors: tuple[str, ...] = ()
    """Lines that come before it, each after the other."""
    at_end: bool = False

    @property
    def old(self) -> tuple[str, ...]:
        return tuple(line for sign, line in self.lines if sign != "+")


class FilePatch(Struct, frozen=True):
    """What a patch does to one file."""

    kind: Literal["Add", "Update", "Delete"]
    path: str
    hunks: tuple[Hunk, ...] = ()
    moved: str = ""
    """Its new path; empty where it stays."""
    text: str = ""
    """For `Add`: the whole file."""


def parse(patch: str) -> tuple[FilePatch, ...]:
    """The files of a patch. Raises `ToolFailed` with the line that is wrong."""
    lines = [line.removesuffix("\r") for line in patch.strip().split("\n")]
    if lines[0].strip() != "*** Begin Patch" or lines[-1].strip() != "*** End Patch":
        raise ToolFailed("A patch begins with the line `*** Begin Patch` and ends with the line `*** End Patch`.")
    found: list[FilePatch] = []
    at = 1
    while at < len(lines) - 1:
        end = next((index for index in range(at + 1, len(lines)) if _FILE.fullmatch(lines[index])), len(lines) - 1)
        found.append(_file(lines[at:end], at + 1))
        at = end
    if not found:
        raise ToolFailed("The patch names no file; use `*** Update File: path`, `*** Add File:` or `*** Delete File:`.")
    return tuple(found)


def applied(path: str, text: str, hunks: tuple[Hunk, ...]) -> str:
    """`text` with the hunks, which come in the order of the file. Raises `ToolFailed`; nothing but them is touched."""
    lines = [(found[1], found[2]) for found in _LINE.finditer(text) if found[0]]
    ending = next((end for _, end in lines if end), "\n")
    result: list[tuple[str, str]] = []
    at = 0
    for number, hunk in enumerate(hunks, 1):
        start = _place(path, [line for line, _ in lines], hunk, at, number)
        result += lines[at:start]
        at = start + len(hunk.old)
        result += _replaced(lines[start:at], hunk, ending)
    result += lines[at:]
    return _joined(result, ending, ends_open=bool(lines) and not lines[-1][1])


def _file(lines: list[str], number: int) -> FilePatch:
    header = _FILE.fullmatch(lines[0])
    if header is None:
        raise ToolFailed(f"Line {number} of the patch must name a file, as in `*** Update File: path`: {lines[0][:80]}")
    path, body = header[2].strip(), lines[1:]
    match header[1]:
        case "Add":
            if wrong := next((line for line in body if not line.startswith("+")), None):
                raise ToolFailed(f"Each line of an added file begins with `+`; this one does not: {wrong[:80]}")
            return FilePatch("Add", path, text="".join(f"{line[1:]}\n" for line in body))
        case "Delete":
            if any(body):
                raise ToolFailed(f"`*** Delete File: {path}` takes no lines.")
            return FilePatch("Delete", path)
        case _:
            moved = _MOVE.fullmatch(body[0]) if body else None
            hunks = tuple(_hunks(body[1:] if moved else body))
            if not hunks and not moved:
                raise ToolFailed(f"The patch changes nothing in {path}.")
            return FilePatch("Update", path, hunks, moved[1].strip() if moved else "")


def _hunks(lines: list[str]) -> Iterator[Hunk]:
    anchors: list[str] = []
    body: list[tuple[Literal[" ", "-", "+"], str]] = []
    at_end = False
    for line in lines:
        if line.startswith("@@") or line == "*** End of File":
            if body and line.startswith("@@"):
                yield Hunk(tuple(body), tuple(anchors), at_end)
                anchors, body, at_end = [], [], False
            if line == "*** End of File":
                at_end = True
            elif anchor := re.sub(r"^@@ ?|\s*@@$", "", line) if not re.match(r"@@ -\d", line) else "":
                anchors.append(anchor)
        elif not line:
            body.append((" ", ""))
        elif line[0] == " ":
            body.append((" ", line[1:]))
        elif line[0] == "-":
            body.append(("-", line[1:]))
        elif line[0] == "+":
            body.append(("+", line[1:]))
        else:
            raise ToolFailed(f"Each line of a change begins with ` `, `-` or `+`; this one does not: {line[:80]}")
    if body:
        yield Hunk(tuple(body), tuple(anchors), at_end)


def _place(path: str, lines: list[str], hunk: Hunk, at: int, number: int) -> int:
    """The line, from 0, at which a hunk applies."""
    for anchor in hunk.anchors:
        found = _anchored(lines, anchor, at)
        if found is None:
            raise ToolFailed(f"{path}: there is no line `{anchor[:120]}` for change {number}.")
        at = found + 1
    old = hunk.old
    if not old:
        return at if hunk.anchors and not hunk.at_end else len(lines)
    trimmed = [line.rstrip(" \t") for line in lines]
    for have, want in ((lines, list(old)), (trimmed, [line.rstrip(" \t") for line in old])):
        last = len(have) - len(want)
        starts = [last] if hunk.at_end else range(at, last + 1)
        places = [start for start in starts if start >= at and have[start : start + len(want)] == want]
        if len(places) == 1 or (places and hunk.anchors):
            return places[0]
        if places:
            numbers = ", ".join(str(place + 1) for place in places[:10])
            raise ToolFailed(f"{path}: change {number} fits at lines {numbers}; name its place by `@@ line before`.")
    shown = "\n".join(old[:6])
    raise ToolFailed(f"{path}: these lines of change {number} are not in the file after line {at}:\n{shown}")


def _anchored(lines: list[str], anchor: str, at: int) -> int | None:
    for plain in (str, str.strip):
        for index in range(at, len(lines)):
            if plain(lines[index]) == plain(anchor):
                return index
    return None


def _replaced(present: list[tuple[str, str]], hunk: Hunk, ending: str) -> Iterator[tuple[str, str]]:
    """The lines of a hunk: kept ones as the file has them, added ones ended as the line before."""
    left = iter(present)
    for sign, text in hunk.lines:
        if sign == "+":
            yield text, ending
            continue
        line = next(left)
        ending = line[1] or ending
        if sign == " ":
            yield line


def _joined(lines: list[tuple[str, str]], ending: str, *, ends_open: bool) -> str:
    """All lines as one text; the last one has a line end just where the file's last one had."""
    whole = "".join(text + (end or ending) for text, end in lines[:-1])
    if not lines:
        return whole
    text, end = lines[-1]
    return whole + text + ("" if ends_open else end or ending)
