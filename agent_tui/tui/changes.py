"""What a session changed, file by file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from msgspec.structs import replace

from agent_tui.core.views import Diff, FileChange

Changes = tuple[FileChange, ...]
_MATCHED = 400
"""Lines that are matched one with the other, at most: the effort grows with their square."""
_KEPT = 256
"""Changes whose lines are remembered."""


def merged(known: Changes, new: Iterable[FileChange]) -> Changes:
    """`known` with later changes: edits that follow one another are one, and none where they lead back."""
    changes = list(known)
    for change in new:
        at = next((index for index, earlier in enumerate(changes) if _follows(change, earlier)), None)
        if at is None:
            changes.append(change)
        elif changes[at].before == change.after:
            del changes[at]
        else:
            changes[at] = replace(changes[at], after=change.after)
    return tuple(changes)


def counted(changes: Changes) -> Diff:
    """The changes by file, with the lines that they add and remove."""
    counts = [lines_of(change) for change in changes]
    added, removed = sum(more for more, _ in counts), sum(less for _, less in counts)
    return Diff(tuple(sorted(changes, key=lambda change: (change.path, change.first_line))), added, removed)


@lru_cache(maxsize=_KEPT)
def lines_of(change: FileChange) -> tuple[int, int]:
    """Lines that `change` adds and removes; in a large one, lines that only moved are neither."""
    before, after = _different((change.before or "").splitlines(), (change.after or "").splitlines())
    if max(len(before), len(after)) > _MATCHED:
        old_lines, new_lines = Counter(before), Counter(after)
        return (new_lines - old_lines).total(), (old_lines - new_lines).total()
    added = removed = 0
    for tag, old, old_end, new, new_end in SequenceMatcher(None, before, after, False).get_opcodes():
        if tag != "equal":
            removed += old_end - old
            added += new_end - new
    return added, removed


def by_file(changes: Changes) -> dict[str, tuple[int, int]]:
    """Lines added and removed in each file, in the order of their first edits."""
    files: dict[str, tuple[int, int]] = {}
    for change in changes:
        added, removed = lines_of(change)
        more, less = files.get(change.path, (0, 0))
        files[change.path] = (more + added, less + removed)
    return files


def _different(before: Sequence[str], after: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Both without the lines that they begin and end with alike."""
    most = min(len(before), len(after))
    start = next((at for at in range(most) if before[at] != after[at]), most)
    end = next((at for at in range(most - start) if before[-1 - at] != after[-1 - at]), most - start)
    return before[start : len(before) - end], after[start : len(after) - end]


def _follows(change: FileChange, earlier: FileChange) -> bool:
    same_place = (change.path, change.first_line) == (earlier.path, earlier.first_line)
    return same_place and change.before == earlier.after
