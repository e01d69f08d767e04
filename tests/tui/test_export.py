"""The transcript as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_tui.core.errors import UserError
from agent_tui.tui.entries import Batch, Note, Reply, Said, Table, Thought, ToolCall
from agent_tui.tui.export import exported, markdown

ENTRIES = (
    Table(1, "Keys", (("a", "b"),)),
    Said(2, "Why twice?"),
    Thought(3, "Let me see.\n\nA set."),
    ToolCall(4, "a", "read_file", "shop/cart.py", "done", "120 lines"),
    Batch(
        5, 1, (ToolCall(6, "b", "grep", "coupon", "done", "7 matches"), ToolCall(7, "c", "todo", "", "failed")), False
    ),
    Note(8, "The model is now demo."),
    Reply(9, "It is **added** twice.\n"),
)


def test_a_transcript_reads_as_markdown() -> None:
    assert markdown(ENTRIES) == (
        "## You\n\nWhy twice?\n\n## Agent\n\n> Let me see.\n>\n> A set.\n\n- `read_file` `shop/cart.py`: 120 lines\n\n"
        "- `grep` `coupon`: 7 matches\n- `todo`: failed\n\n_The model is now demo._\n\nIt is **added** twice.\n"
    )


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "talk.md"
    assert exported(ENTRIES, path) == f"Exported to {path}."
    before = path.read_text()
    with pytest.raises(UserError, match="is there already"):
        exported(ENTRIES[:1], path)
    assert path.read_text() == before
    with pytest.raises(UserError, match="No such file"):
        exported(ENTRIES, tmp_path / "none" / "talk.md")
