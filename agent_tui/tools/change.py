"""What became of files, as a person sees it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from msgspec import Struct

from agent_tui.core.views import Diff, FileChange
from agent_tui.tools.encoding import decode
from agent_tui.tools.workspace import Workspace

_MATCHED = 3_000
"""Lines up to which a changed region is compared line by line for its count."""


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
        shown.append(FileChange(ws.shown(change.path), before, after))
        more, less = counts(before or "", after or "")
        added += more
        removed += less
    return Diff(tuple(shown), added, removed)


def summary(view: Diff) -> str:
    """`+3 −2`, with the number of files where there are several."""
    files = f" in {len(view.changes)} files" if len(view.changes) > 1 else ""
    return f"+{view.added:,} −{view.removed:,}{files}"


def counts(before: str, after: str) -> tuple[int, int]:
    """Lines added and lines removed; in a large change those outside its common head and tail."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    short = min(len(old), len(new))
    head = next((index for index in range(short) if old[index] != new[index]), short)
    tail = next((index for index in range(short - head) if old[-1 - index] != new[-1 - index]), short - head)
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    if not old or not new or max(len(old), len(new)) > _MATCHED:
        return len(new), len(old)
    same = sum(block.size for block in SequenceMatcher(None, old, new, False).get_matching_blocks())
    return len(new) - same, len(old) - same


def _text(data: bytes | None) -> str | None:
    if data is None:
        return None
    decoded = decode(data)
    return f"[{len(data):,} bytes]" if decoded is None else decoded.text
