"""Lays text out in rows, as the app's composer will."""

from __future__ import annotations

import re
from unicodedata import category, east_asian_width

_CHUNK = re.compile(r"\S+\s*|\s+")
_TAB = 4


def cells(text: str) -> int:
    """How many columns `text` takes."""
    return len(text) if text.isascii() else sum(_cells_of(each) for each in text)


def rows(text: str, width: int) -> list[str]:
    """`text` in rows of at most `width` columns, cut between words where it can be."""
    shown = "".join(each if each.isprintable() or each in "\n\t" else "\ufffd" for each in text)
    return [row for line in shown.split("\n") for row in _wrapped(line.expandtabs(_TAB), max(1, width))]


def _wrapped(line: str, width: int) -> list[str]:
    found, used = [""], 0
    for chunk in _CHUNK.findall(line):
        size = cells(chunk)
        if used + size > width and used:
            found.append("")
            used = 0
        if used + size <= width:
            found[-1] += chunk
            used += size
            continue
        for each in chunk:
            step = cells(each)
            if used + step > width:
                found.append("")
                used = 0
            found[-1] += each
            used += step
    return found


def _cells_of(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
