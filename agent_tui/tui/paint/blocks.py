"""Markdown text in blocks that can be painted one by one, cut in the same places however the text arrived."""

from __future__ import annotations

import re

from msgspec import Struct

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`{]*)")
_LIST = re.compile(r"^(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_SURE = 12
"""Characters of an unfinished line after which it can no longer turn out to begin a list."""


class Prose(Struct, frozen=True):
    """Markdown that holds no fence of its own at the left edge."""

    text: str


class Code(Struct, frozen=True):
    """A fenced block of code."""

    text: str
    language: str = ""
    closed: bool = True


Block = Prose | Code


def cut(text: str) -> tuple[list[Block], str]:
    """The blocks that no later text can change, and the rest that is still open."""
    blocks: list[Block] = []
    at = 0
    while (end := _end(text, at)) > at:
        block = _block(text[at:end])
        if block is not None:
            blocks.append(block)
        at = end
    return blocks, text[at:]


def last(rest: str) -> list[Block]:
    """The open rest as blocks, as if nothing more came."""
    blocks: list[Block] = []
    at = 0
    while at < len(rest):
        end = _end(rest, at, sure=True)
        end = end if end > at else len(rest)
        block = _block(rest[at:end])
        if block is not None:
            blocks.append(block)
        at = end
    return blocks


def _block(text: str) -> Block | None:
    fence = _FENCE.match(text)
    if fence is None:
        stripped = text.strip("\n")
        return Prose(stripped) if stripped.strip() else None
    lines = text.rstrip("\n").split("\n")
    closed = len(lines) > 1 and _closes(lines[-1], fence.group(1))
    return Code("\n".join(lines[1 : -1 if closed else None]), fence.group(2), closed)


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
    """Prose ends before a fence, or at a blank line that no list or indented line follows."""
    listing = bool(_LIST.match(text[at : at + 200]))
    blank = False
    line_at = at
    while line_at < len(text):
        line_end = text.find("\n", line_at)
        whole = line_end >= 0
        line = text[line_at:line_end] if whole else text[line_at:]
        if not line.strip():
            blank = True
        else:
            known = whole or sure or len(line) >= _SURE
            if line_at > at and known and _FENCE.match(line):
                return line_at
            if blank and known and not _continues(line, listing):
                return line_at
            if not blank and _LIST.match(line):
                listing = True
            blank = False
        if not whole:
            break
        line_at = line_end + 1
    return -1


def _continues(line: str, listing: bool) -> bool:
    return line.startswith((" ", "\t")) or (listing and bool(_LIST.match(line)))
