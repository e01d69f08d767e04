from __future__ import annotations

import pytest

from agent_tui.extensions.allowing import allowed


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ([], ()),
        ("Read, Grep", ("read_file", "grep")),
        ("Read Grep\nRead", ("read_file", "grep")),
        (["Read", "Bash(npm test), LS"], ("read_file", "bash(npm test)", "list_dir")),
        ("Bash(git diff:*), Bash(git log *)", ("bash(git diff *)", "bash(git log *)")),
        ("bash(git diff *) mcp__wiki__read", ("bash(git diff *)", "mcp__wiki__read")),
        ("Edit(src/**)", ("edit_file(src/**)", "multi_edit(src/**)", "apply_patch(src/**)")),
        ("WebFetch(domain:x.org)", ("web_fetch(domain:x.org)",)),
        ("Bash(echo $(date))", ("bash(echo $(date))",)),
    ],
)
def test_entries_become_rules(said: object, rules: tuple[str, ...]) -> None:
    assert allowed(said) == (rules, ())


@pytest.mark.parametrize("said", ["Bash (git diff:*)", "Bash\t(git diff:*)"])
def test_a_pattern_apart_from_its_tool_still_narrows_it(said: str) -> None:
    assert allowed(said) == (("bash(git diff *)",), ())


@pytest.mark.parametrize("said", ["Skill", "Bash()", "Bash(git", "Bash(git)x", "(git)", "*", "Bash(a(b), Read"])
def test_what_is_not_understood_allows_nothing(said: str) -> None:
    assert allowed(said) == ((), (said,))
