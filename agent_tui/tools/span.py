"""Where in a text an edit applies: exactly, or by a match that loses nothing and has one candidate."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct

_BREAK = re.compile(r"\r\n|\n")
_LONGEST_PLACEHOLDER = 160
"""Characters; more are code, and would take long to look through."""
_PARTS = r"(?:code|file|function|class|method|implementation|module|script|content|body|logic|query)s?"
_STAYS = r"(?:\s+(?:goes|remains?|stays?|is|are))?(?:\s+(?:here|unchanged|omitted|as\s+(?:is|before)|the\s+same))?"
_PLACEHOLDER = re.compile(
    rf"""^\W*(?:\.\.\.|…)\W*(?:\w+\W+){{0,3}}?(?:rest|remaining|remainder|existing|unchanged|previous|other|same)\b.*$
      | ^\W*(?:rest\ of|existing|remaining|unchanged|previous)\b[\w\s]{{0,40}}\W*(?:\.\.\.|…)\W*$
      | ^\s*(?:\#+|//+|/\*+|<!--|--+|;+|%+|\{{/\*)\W*(?:todo\W+)?(?:
            (?:the\s+)?(?:rest|remainder)\s+of\s+(?:(?:the|your|this|my)\s+)?{_PARTS}{_STAYS}
          | (?:the\s+)?(?:existing|previous|remaining|original|other)\s+{_PARTS}(?!\W*$){_STAYS}
          | (?:unchanged|same\s+as\s+before|your\s+code\s+here)
        )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)


class Span(Struct, frozen=True):
    """A place in a text and what is to stand there."""

    start: int
    end: int
    """Characters, end excluded."""
    new: str


class Found(Struct, frozen=True):
    """All places of an edit, in order."""

    spans: tuple[Span, ...]
    note: str = ""
    """How the match differs from an exact one; empty where it does not."""

    def applied(self, text: str) -> str:
        """`text` with the spans replaced; nothing else is touched."""
        pieces: list[str] = []
        at = 0
        for span in self.spans:
            pieces += (text[at : span.start], span.new)
            at = span.end
        return "".join((*pieces, text[at:]))


def find(text: str, old: str, new: str) -> Found:
    """Each exact occurrence of `old`; without one, all candidates of the first looser reading that has any.

    The looser readings ignore, in this order: how lines end; blanks before line ends; an indent by which all lines
    are shifted. Occurrences do not overlap.
    """
    if exact := tuple(_exact(text, old, new)):
        return Found(exact)
    lines = _BREAK.split(old)
    if len(lines) > 1 and (spans := _pattern(text, lines, new, "")):
        return Found(spans, "line endings differ")
    trimmed = [line.rstrip(" \t") for line in lines]
    if any(trimmed) and (spans := _pattern(text, trimmed, new, r"[ \t]*")):
        return Found(spans, "blanks at line ends differ")
    return Found(tuple(_shifted(text, lines, new)), "the indent differs by a constant; the new text was shifted too")


def placeholders(new: str, before: str) -> list[str]:
    """Lines of `new` that stand for left-out code (`# ... rest of the code ...`) and are not in `before`."""
    lines = (line.strip() for line in new.splitlines())
    found = [line for line in lines if len(line) <= _LONGEST_PLACEHOLDER and _PLACEHOLDER.match(line)]
    known = {line.strip() for line in before.splitlines()} if found else set()
    return [line for line in found if line not in known]


def line_ending(text: str, start: int, end: int) -> str:
    """How lines end at a place: inside it, else at its own line's end, else at the line before, else `\\n`."""
    if inside := _BREAK.search(text, start, end):
        return inside.group()
    after = text.find("\n", end)
    at = after if after >= 0 else text.rfind("\n", 0, start)
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def _exact(text: str, old: str, new: str) -> Iterator[Span]:
    at = text.find(old)
    while at >= 0:
        end = at + len(old)
        ends_differ = "\r\n" not in old + new and line_ending(text, at, end) == "\r\n"
        yield Span(at, end, _ended(new, "\r\n") if ends_differ else new)
        at = text.find(old, end)


def _pattern(text: str, lines: list[str], new: str, blanks: str) -> tuple[Span, ...]:
    gap = rf"{blanks}\r?\n"
    found = re.finditer(gap.join(map(re.escape, lines)), text)
    return tuple(
        Span(one.start(), one.end(), _ended(new, line_ending(text, one.start(), one.end())))
        for one in found
        if _whole_end(text, one.end(), lines, blanks)
    )


def _whole_end(text: str, end: int, lines: list[str], blanks: str) -> bool:
    """Whether the last line was matched to its end, where blanks after it were given up."""
    return not blanks or not lines[-1] or re.compile(r"[ \t]*(?:\r?\n|\Z)").match(text, end) is not None


def _shifted(text: str, lines: list[str], new: str) -> Iterator[Span]:
    """Whole lines that are `lines` moved by one indent, with `new` moved by the same."""
    tail = 1 if len(lines) > 1 and not lines[-1] else 0
    wanted = [line.rstrip(" \t") for line in lines[: len(lines) - tail]]
    if not any(wanted):
        return
    starts = [0, *(one.end() for one in re.finditer(r"\n", text))]
    first = next(index for index, line in enumerate(wanted) if line)
    key = wanted[first].lstrip(" \t")
    at = 0
    for index in _lines_with(text, starts, key, first):
        if index < at or index + len(wanted) > len(starts):
            continue
        window = [_line(text, starts, index + offset).rstrip(" \t\r\n") for offset in range(len(wanted))]
        shift = _shift(window, wanted)
        if shift is None or (moved := _moved(new, *shift)) is None:
            continue
        at = index + len(wanted)
        start = starts[index]
        last = _line(text, starts, at - 1)
        end = starts[at - 1] + (len(last) if tail else len(last.rstrip("\r\n")))
        yield Span(start, end, _ended(moved, line_ending(text, start, end)))


def _lines_with(text: str, starts: list[int], key: str, first: int) -> Iterator[int]:
    """Line numbers, from 0, at which a block can begin whose line `first` reads `key` but for blanks around it."""
    for found in re.finditer(rf"^[ \t]*{re.escape(key)}[ \t]*\r?$", text, re.MULTILINE):
        index = bisect_right(starts, found.start()) - 1 - first
        if index >= 0:
            yield index


def _line(text: str, starts: list[int], index: int) -> str:
    return text[starts[index] : starts[index + 1] if index + 1 < len(starts) else len(text)]


def _shift(window: list[str], wanted: list[str]) -> tuple[str, str] | None:
    """(indent to take away, indent to add) that makes `wanted` into `window`; None where no single one does."""
    shift: tuple[str, str] | None = None
    for have, want in zip(window, wanted, strict=True):
        if not have and not want:
            continue
        if have.endswith(want) and not have[: len(have) - len(want)].strip(" \t"):
            this = ("", have[: len(have) - len(want)])
        elif want.endswith(have) and not want[: len(want) - len(have)].strip(" \t"):
            this = (want[: len(want) - len(have)], "")
        else:
            return None
        if not have or not want or (shift is not None and this != shift):
            return None
        shift = this
    return shift


def _moved(new: str, less: str, more: str) -> str | None:
    lines = new.split("\n")
    if any(line.strip() and not line.startswith(less) for line in lines):
        return None
    return "\n".join(more + line[len(less) :] if line.strip() else line for line in lines)


def _ended(new: str, ending: str) -> str:
    """`new` with its line ends as `ending`."""
    return new.replace("\r\n", "\n").replace("\n", ending)
