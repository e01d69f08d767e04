from __future__ import annotations

import pytest

from agent_tui.core.views import Diff, FileChange
from agent_tui.tui.paint.difference import diff_lines
from agent_tui.tui.paint.palette import palette
from agent_tui.tui.theme import DARK


def painted(change: FileChange) -> list[str]:
    lines = diff_lines(Diff((change,), 1, 1), palette(DARK), 40)
    return [line.text.rstrip() for line in lines]


@pytest.mark.parametrize(
    ("first_line", "shown"),
    [
        (1, ["1    a", "2  − b", "2  + B", "3  + C", "4    c"]),
        (998, [" 998    a", " 999  − b", " 999  + B", "1000  + C", "1001    c"]),
    ],
)
def test_lines_have_the_numbers_that_they_have_in_the_file(first_line: int, shown: list[str]) -> None:
    assert painted(FileChange("f", "a\nb\nc\n", "a\nB\nC\nc\n", first_line)) == shown


def test_a_new_file_is_numbered_from_its_beginning() -> None:
    assert painted(FileChange("f", None, "a\nb\n")) == ["1  + a", "2  + b"]
