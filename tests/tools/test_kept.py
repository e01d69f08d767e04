from __future__ import annotations

from pathlib import Path

import pytest

from agent_tui.tools.workspace import Workspace, trimmed


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("kept:/bash-1.txt", "store/trimmed/bash-1.txt"),
        ("kept:bash-1.txt", "store/trimmed/bash-1.txt"),
        # What leads out is what it is, and judged as such.
        ("kept:/../../secret", "secret"),
        ("shop/kept:/a.txt", "root/shop/kept:/a.txt"),
    ],
)
def test_the_name_of_a_whole_text_leads_to_where_it_is_kept(tmp_path: Path, path: str, place: str) -> None:
    store = tmp_path / "store"
    assert Workspace(tmp_path / "root", store).absolute(path) == str(tmp_path / place)
    assert trimmed(store) == store / "trimmed"
