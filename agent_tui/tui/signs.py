"""Text as the signs that a person sees: a letter with its accents, a family of emoji, a flag."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

from rich.cells import split_graphemes

ALONE = (
    "\\x20-\\x7e\xa1-\xac\xae-\u02ff\u0384-\u0482\u048a-\u052f"  # Latin, Greek, Cyrillic
    "\u05d0-\u05ea\u0620-\u064a\u0660-\u066f"  # letters of Hebrew and Arabic
    "\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2500-\u25fc\u2800-\u28ff"  # dashes, arrows, frames, Braille
    "\u3000-\u3029\u3030-\u3098\u309b-\u3247\u3400-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uff01-\uff60"  # East Asian wide
)
"""Characters, as a class of a regular expression, of whose width no terminal has another opinion."""
_SIMPLE = re.compile(f"[{ALONE}]*")


def simple(text: str) -> bool:
    """Whether each character of `text` is a sign."""
    return text.isascii() or _SIMPLE.fullmatch(text) is not None


def signs(text: str) -> list[tuple[str, int]]:
    """The signs of a line, each with its cells."""
    found: list[tuple[str, int]] = []
    half = False
    for start, end, cells in split_graphemes(text)[0]:
        part = text[start:end]
        halves = "\U0001f1e6" <= part[0] <= "\U0001f1ff"
        if half and halves:
            before, size = found[-1]
            found[-1] = before + part, size + cells
            half = False
        else:
            found.append((part, cells))
            half = halves
    return found


def signs_before(text: str, at: int, count: int = 1) -> int:
    """Where the sign begins that is `count` before `at`; the one that `at` is within is the first."""
    if simple(text):
        return max(0, at - count)
    ends = _ends(text)
    index = bisect_left(ends, at) - count
    return ends[index] if index >= 0 else 0


def signs_after(text: str, at: int, count: int = 1) -> int:
    """Where the sign ends that is `count` after `at`; the one that `at` is within is the first."""
    if simple(text):
        return min(len(text), at + count)
    ends = _ends(text)
    index = bisect_right(ends, at) + count - 1
    return ends[index] if index < len(ends) else len(text)


def signs_around(text: str, at: int) -> tuple[int, int]:
    """Where the sign begins and ends that `at` is within; `at` twice where it is between two."""
    begin = signs_before(text, at)
    end = signs_after(text, begin)
    return (begin, end) if begin < at < end else (at, at)


def _ends(text: str) -> list[int]:
    return list(accumulate(len(sign) for sign, _ in signs(text)))
