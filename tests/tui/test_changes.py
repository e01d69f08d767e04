"""What a session's edits come to."""

from __future__ import annotations

from agent_tui.core import events as e
from agent_tui.core.views import Diff, FileChange, Result
from agent_tui.tui.changes import counted, lines_of, merged
from agent_tui.tui.state import ViewState, reduce
from tests.tui.support import call_began, call_ended

FIRST = FileChange("a.py", "one\n", "two\n")
SECOND = FileChange("a.py", "two\n", "two\nthree\n")


def test_edits_that_follow_one_another_are_one_change() -> None:
    changes = merged((), (FIRST, FileChange("b.py", None, "new\n"), SECOND))
    assert counted(changes) == Diff(
        (FileChange("a.py", "one\n", "two\nthree\n"), FileChange("b.py", None, "new\n")), 3, 1
    )


def test_an_edit_that_was_taken_back_is_none() -> None:
    assert merged((FIRST,), (FileChange("a.py", "two\n", "one\n"),)) == ()


def test_an_edit_after_a_change_by_someone_else_stands_apart() -> None:
    other = FileChange("a.py", "else\n", "more\n")
    assert merged((FIRST,), (other,)) == (FIRST, other)


def test_the_state_knows_edits_that_were_made_and_not_taken_back() -> None:
    state = ViewState()
    edits = (("x", Result("", Diff((FIRST,), 1, 1))), ("y", Result("", Diff((SECOND,), 1, 0), failed=True)))
    for call_id, result in edits:
        state = reduce(
            reduce(state, call_began(call_id, "edit_file", "a.py")), call_ended(call_id, "edit_file", result)
        )
    assert state.changes == (FIRST,)
    back = Diff((FileChange("a.py", "two\n", "one\n"),), 1, 1)
    assert reduce(state, e.Reverted(back, undone=True)).changes == ()


def test_lines_of_a_large_change_are_counted_without_those_that_only_moved() -> None:
    before = "".join(f"line {number}\n" for number in range(2_000))
    after = "first\n" + before.replace("line 7\n", "").replace("line 1999\n", "line 7\nlast\n")
    assert lines_of(FileChange("a.py", before, after)) == (2, 1)


def test_only_lines_between_the_first_and_the_last_that_differ_are_compared() -> None:
    same = "".join(f"line {number}\n" for number in range(2_000))
    assert lines_of(FileChange("a.py", same + "a\nb\n" + same, same + "b\na\n" + same)) == (1, 1)
    assert lines_of(FileChange("a.py", same, same + same)) == (2_000, 0)
