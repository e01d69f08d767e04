from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tui.core.views import Diff, FileChange
from agent_tui.tools.change import Change, counts, diff, summary
from agent_tui.tools.workspace import Workspace

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "ab"]), max_size=8)


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, tmp_path / "store")


@given(LINES, LINES, st.booleans(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_counts_add_up(before: list[str], after: list[str], first: bool, second: bool) -> None:
    old, new = "\n".join(before) + "\n" * first, "\n".join(after) + "\n" * second
    added, removed = counts(old, new)
    assert len(new.splitlines()) - len(old.splitlines()) == added - removed
    assert added <= len(new.splitlines())
    assert (added == 0 and removed == 0) == (old == new)


def test_a_large_file_is_shown_by_its_changed_part(ws: Workspace) -> None:
    lines = [f"line {number}\n" for number in range(1, 100_001)]
    before = "".join(lines)
    lines[49_999] = "changed\nand more\n"
    view = diff(ws, [Change(str(ws.root / "f"), before.encode(), "".join(lines).encode())])
    around = [f"line {number}\n" for number in range(49_996, 50_005)]
    old, new = "".join(around), "".join(around).replace("line 50000\n", "changed\nand more\n")
    assert view == Diff((FileChange("f", old, new, 49_996),), 2, 1)


@pytest.mark.parametrize("at", [0, 50_000, 99_999])
def test_the_changed_part_is_what_turns_one_text_into_the_other(ws: Workspace, at: int) -> None:
    lines = [f"line {number}\n" for number in range(100_000)]
    before = "".join(lines)
    del lines[at]
    after = "".join(lines)
    view = diff(ws, [Change(str(ws.root / "f"), before.encode(), after.encode())])
    (change,) = view.changes
    assert change.before is not None
    assert change.after is not None
    skipped = sum(len(line) for line in before.splitlines(keepends=True)[: change.first_line - 1])
    assert before[skipped : skipped + len(change.before)] == change.before
    assert before[:skipped] + change.after + before[skipped + len(change.before) :] == after
    assert (view.added, view.removed) == (0, 1)
    assert len(change.before) < 1000


def test_new_removed_and_binary_files_are_shown(ws: Workspace) -> None:
    view = diff(
        ws,
        [
            Change(str(ws.root / "new"), None, b"a\nb\n"),
            Change(str(ws.root / "gone"), b"c\n", None),
            Change("/elsewhere", b"\0\1", b"text\n"),
        ],
    )
    assert view.changes == (
        FileChange("new", None, "a\nb\n"),
        FileChange("gone", "c\n", None),
        FileChange("/elsewhere", "[2 bytes]", "text\n"),
    )
    assert summary(view) == "+3 −2 in 3 files"
