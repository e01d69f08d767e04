"""What became of files, as a person sees it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, unified_diff

from msgspec import Struct

from agent_tui.core.views import Diff, FileChange
from agent_tui.tools.encoding import decode
from agent_tui.tools.workspace import Workspace

_MATCHED = 3_000
"""Lines up to which a changed region is compared line by line for its count."""
_WHOLE = 200_000
"""Characters up to which a file is shown whole; of a larger one only the region that changed, with lines around it."""
_AROUND = 4
_EXCERPT = 12
"""Lines of a change that are told in words, and below, the characters of each."""
_WIDEST = 160
_STRIDE = 1 << 16


class Change(Struct, frozen=True):
    """One file before and after; None where there was, or is, no file."""

    path: str
    """Absolute."""
    before: bytes | None
    after: bytes | None


def diff(ws: Workspace, changes: Iterable[Change]) -> Diff:
    """The view of changes; content that is no text is shown by its size."""
    shown: list[FileChange] = []
    added = removed = 0
    for change in changes:
        before, after = _text(change.before), _text(change.after)
        shown.append(_file_change(ws.shown(change.path), before, after))
        more, less = counts(before or "", after or "")
        added += more
        removed += less
    return Diff(tuple(shown), added, removed)


def excerpt(ws: Workspace, changes: Iterable[Change]) -> list[str]:
    """The first lines of what differs in each file, as a patch has them; large changes by their size alone."""
    shown: list[str] = []
    for change in changes:
        view = diff(ws, [change])
        one = view.changes[0]
        shown.append(f"{one.path} {summary(view)}")
        before, after = (one.before or "").splitlines(), (one.after or "").splitlines()
        if max(len(before), len(after)) <= _MATCHED:
            lines = [line[:_WIDEST] for line in unified_diff(before, after, n=1, lineterm="")][2:]
            shown += lines[:_EXCERPT] + ([f"… {len(lines) - _EXCERPT} more lines"] if len(lines) > _EXCERPT else [])
    return shown


def summary(view: Diff) -> str:
    """`+3 −2`, with the number of files where there are several."""
    files = f" in {len(view.changes)} files" if len(view.changes) > 1 else ""
    return f"+{view.added:,} −{view.removed:,}{files}"


def counts(before: str, after: str) -> tuple[int, int]:
    """Lines added and lines removed; in a large change all lines between the first that differs and the last."""
    start, end = _region(before, after, 0)
    old = before[start : len(before) - end].splitlines(keepends=True)
    new = after[start : len(after) - end].splitlines(keepends=True)
    if not old or not new or max(len(old), len(new)) > _MATCHED:
        return len(new), len(old)
    same = sum(block.size for block in SequenceMatcher(None, old, new, False).get_matching_blocks())
    return len(new) - same, len(old) - same


def _file_change(path: str, before: str | None, after: str | None) -> FileChange:
    if before is None or after is None or max(len(before), len(after)) <= _WHOLE:
        return FileChange(path, before, after)
    start, end = _region(before, after, _AROUND)
    first = before.count("\n", 0, start) + 1
    return FileChange(path, before[start : len(before) - end], after[start : len(after) - end], first)


def _region(before: str, after: str, around: int) -> tuple[int, int]:
    """Characters before, and after, the lines that differ and `around` lines on both sides."""
    most = min(len(before), len(after))
    head = _same(before, after, most)
    tail = _same_end(before, after, most - head)
    start = before.rfind("\n", 0, head) + 1
    stop = len(before) - tail
    if not (_begins_line(before, stop) and _begins_line(after, len(after) - tail)):
        stop = _line_end(before, stop)
    for _ in range(around):
        start = before.rfind("\n", 0, max(0, start - 1)) + 1
        stop = _line_end(before, stop)
    return start, len(before) - stop


def _begins_line(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] == "\n"


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _same(before: str, after: str, most: int) -> int:
    """Characters that both begin with, by strides so that large texts are quick."""
    at = 0
    while at < most and before[at : at + _STRIDE] == after[at : at + _STRIDE]:
        at += _STRIDE
    at = min(at, most)
    while at < most and before[at] == after[at]:
        at += 1
    return at


def _same_end(before: str, after: str, most: int) -> int:
    """Characters that both end with."""
    size = 0
    while size < most:
        stride = min(_STRIDE, most - size)
        low, high = len(before) - size, len(after) - size
        if before[low - stride : low] != after[high - stride : high]:
            break
        size += stride
    while size < most and before[len(before) - size - 1] == after[len(after) - size - 1]:
        size += 1
    return size


def _text(data: bytes | None) -> str | None:
    if data is None:
        return None
    decoded = decode(data)
    return f"[{len(data):,} bytes]" if decoded is None else decoded.text
