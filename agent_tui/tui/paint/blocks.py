"""Markdown text in blocks that can be painted one by one, cut in the same places however the text arrived."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`{]*)")
_DEEP = re.compile(r"^ {2,}(`{3,}|~{3,})[^`]*$")
"""A fence that stands in an item of a list."""
_CODE_LAST = re.compile(r"\n {2,}(`{3,}|~{3,})\s*$")
_LIST = re.compile(r"^(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)", re.MULTILINE)
_SURE = 12
"""Characters of an unfinished line after which it can no longer turn out to begin a list."""
_MANY = 24
"""Lines of a list after which the next item begins a block of its own."""
_DEEPEST = 3
"""Spaces that a fence may have before it and be one outside of a list too."""
_LISTED = 60
"""Lines of code in an item of a list from which on it is a block of its own."""
_LONG = 4000
"""Characters of one line after which what follows is a block of its own."""
_NEAR = 200
"""Characters within which a long line is looked through for a space to end at."""


class Prose(Struct, frozen=True):
    """Markdown that holds no fence of its own at the left edge."""

    text: str
    goes_on: bool = False
    """Whether the next block goes on with its list or its line, without a blank line between."""


class Code(Struct, frozen=True):
    """A fenced block of code."""

    text: str
    language: str = ""
    goes_on: bool = False
    """Whether the next block is more of the same code."""


Block = Prose | Code


def cut(text: str) -> tuple[list[Block], str]:
    """The blocks that no later text can change, and the rest that is still open."""
    blocks: list[Block] = []
    at = 0
    while (end := _end(text, at)) > at:
        blocks.extend(_block(text, at, end))
        at = end
    return blocks, text[at:]


def last(rest: str) -> list[Block]:
    """The open rest as blocks, as if nothing more came."""
    blocks: list[Block] = []
    at = 0
    while at < len(rest):
        end = _end(rest, at, sure=True)
        end = end if end > at else len(rest)
        blocks.extend(_block(rest, at, end))
        at = end
    return blocks


def _block(text: str, at: int, end: int) -> Iterator[Block]:
    """The block of `text` that begins at `at`; none where only blank lines are."""
    own = text[at:end].lstrip("\n")
    fence = _FENCE.match(own)
    if fence is None:
        stripped = own.strip("\n")
        if stripped.strip():
            yield Prose(stripped, _goes_on(text, own, end))
        return
    lines = own.rstrip("\n").split("\n")
    closed = len(lines) > 1 and _closes(lines[-1], fence.group(1))
    before = re.compile(f"^ {{0,{fence.start(1)}}}")
    code = (before.sub("", line) for line in lines[1 : -1 if closed else None])
    yield Code("\n".join(code), fence.group(2))


def _goes_on(text: str, own: str, end: int) -> bool:
    """Whether the block `own` was ended only for being long."""
    if end >= len(text) or _CODE_LAST.search(own):
        return False
    return not own.endswith("\n") or bool(_LIST.match(text, end) and _LIST.search(own))


def _closes(line: str, mark: str) -> bool:
    bare = line.strip()
    return len(line) - len(line.lstrip(" ")) < 4 and len(bare) >= len(mark) and bare == mark[0] * len(bare)


def _end(text: str, at: int, sure: bool = False) -> int:
    """Where the block that begins at `at` ends for certain, or `at`. With `sure` nothing more comes."""
    while text.startswith("\n", at):
        at += 1
    fence = _FENCE.match(text[at : at + 200].split("\n", 1)[0])
    if fence is not None:
        return _fence_end(text, at, fence.group(1), sure)
    return _prose_end(text, at, sure)


def _fence_end(text: str, at: int, mark: str, sure: bool) -> int:
    line_at = text.find("\n", at) + 1
    while line_at:
        line_end = text.find("\n", line_at)
        line = text[line_at:] if line_end < 0 else text[line_at:line_end]
        if _closes(line, mark) and (sure or line_end >= 0):
            return len(text) if line_end < 0 else line_end + 1
        line_at = line_end + 1
    return -1


def _prose_end(text: str, at: int, sure: bool) -> int:
    """Prose ends before a fence, or at a blank line that no list or indented line follows, or where it gets long."""
    listing = bool(_LIST.match(text, at))
    blank = False
    lines = 0
    line_at = at
    while line_at < len(text):
        line_end = text.find("\n", line_at)
        whole = line_end >= 0
        line = text[line_at:line_end] if whole else text[line_at:]
        known = whole or sure or len(line) >= _SURE
        following = line_end + 1
        if not line.strip():
            blank = True
        elif listing and (whole or sure) and (after := _after_code(text, line_at, line, sure)):
            whole, following, blank = after > 0, after, False
        else:
            if known and _parts(line, listing, blank, lines) and line_at > at:
                return line_at
            if (long := _long(line)) >= 0:
                return line_at + long
            listing = listing or bool(not blank and _LIST.match(line))
            blank = False
        if not whole:
            break
        lines += text.count("\n", line_at, following)
        line_at = following
    return -1


def _parts(line: str, listing: bool, blank: bool, lines: int) -> bool:
    """Whether a block begins with `line`, after so many others, with a blank one before it or not."""
    item = bool(_LIST.match(line))
    return bool(
        _FENCE.match(line)
        or (blank and not (line.startswith((" ", "\t")) or (listing and item)))
        or (lines >= _MANY and listing and item)
    )


def _after_code(text: str, at: int, line: str, sure: bool) -> int:
    """Where the text goes on after the code in an item of a list that begins with `line`; -1 where that is still open.

    0 where there is none, or where it has to be a block of its own.
    """
    fence = _DEEP.match(line)
    if fence is None:
        return 0
    least = min(fence.start(1), _DEEPEST)
    line_at = text.find("\n", at) + 1
    for _ in range(_LISTED if line_at else 0):
        line_end = text.find("\n", line_at)
        whole = line_end >= 0
        line = text[line_at:line_end] if whole else text[line_at:]
        if line.strip() and len(line) - len(line.lstrip(" ")) < least:
            return 0
        if _closes(line.strip(), fence.group(1)) and (whole or sure):
            return line_end + 1 if whole else len(text)
        if not whole:
            return len(text) if sure else -1
        line_at = line_end + 1
    return 0 if line_at else -1


def _long(line: str) -> int:
    """Where a line is cut that is too long for one block, or -1."""
    if len(line) <= _LONG + _NEAR:
        return -1
    return line.find(" ", _LONG, _LONG + _NEAR) + 1 or _LONG
