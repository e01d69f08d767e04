"""The person's editor, run on real files."""

from __future__ import annotations

from pathlib import Path

from agent_tui.tui.editor import edit


def test_an_editor_with_arguments_gets_the_files(tmp_path: Path) -> None:
    target = tmp_path / "a file.md"
    target.write_text("before")
    assert edit("sh -c 'printf after > \"$0\"'", [str(target)]) == ""
    assert target.read_text() == "after"


def test_an_editor_that_fails_is_told() -> None:
    assert edit("sh -c 'exit 3'", []) == "sh -c 'exit 3' ended with exit code 3."
    assert "did not start" in edit("no-such-editor-here", [])
    assert "did not start" in edit("sh 'unclosed", [])
