from __future__ import annotations

import pytest

from agent_tui.core.past import fork_name


@pytest.mark.parametrize(
    ("name", "taken", "told"),
    [
        ("a", (), "a (fork)"),
        ("a", ("a (fork)",), "a (fork 2)"),
        ("a (fork)", ("a (fork)", "a (fork 2)"), "a (fork 3)"),
        ("x" * 80, (), f"{'x' * 59}… (fork)"),
    ],
)
def test_a_copy_has_a_name_of_its_own(name: str, taken: tuple[str, ...], told: str) -> None:
    assert fork_name(name, taken) == told
