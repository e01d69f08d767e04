"""Which words of a line changed."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

Span = tuple[int, int]
"""The first character that changed, and the one after the last."""

_JOINING = "\u0300-\u036f\u200d\u20e3\ufe0f\U0001f3fb-\U0001f3ff"
"""Characters that belong to the one before them."""
_WORD = re.compile(rf"[\w{_JOINING}]+|\s+|[^\w\s](?:[{_JOINING}]|(?<=\u200d)[^\w\s])*")
_LONGEST = 500
"""Characters of a line above which its words are not matched."""
ALIKE = 0.5
"""How much of two lines must at least be the same for one to be the other, changed."""


def likeness(before: str, after: str) -> float:
    """How much of the words of two lines is the same, from 0 to 1; too long lines are not compared."""
    if max(len(before), len(after)) > _LONGEST or not before.strip() or not after.strip():
        return 0.0
    matcher = SequenceMatcher(None, _WORD.findall(before.strip()), _WORD.findall(after.strip()), False)
    return matcher.ratio() if matcher.quick_ratio() > ALIKE else 0.0


def changed_words(before: str, after: str) -> tuple[list[Span], list[Span]]:
    """What went from `before` and what came into `after`; nothing where they are not the same line, changed."""
    if likeness(before, after) <= ALIKE:
        return [], []
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, False)
    went, came = _starts(old), _starts(new)
    gone: list[Span] = []
    got: list[Span] = []
    for tag, i, i_end, j, j_end in matcher.get_opcodes():
        if tag != "equal":
            gone += [(went[i], went[i_end])] if i < i_end else []
            got += [(came[j], came[j_end])] if j < j_end else []
    return gone, got


def _starts(words: list[str]) -> list[int]:
    """Where each word begins, and where the last one ends."""
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    return starts
