from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from agent_tui.cli.place import about, branch, short
from tests.support.home import make_home


def test_the_branch_is_read_where_git_would_find_it(tmp_path: Path) -> None:
    project = make_home(tmp_path).project
    assert branch(project / "shop") == "main"
    other = tmp_path / "other"
    subprocess.run(["git", "worktree", "add", "-q", "-b", "next", str(other)], cwd=project, check=True)
    assert branch(other) == "next"
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=project, capture_output=True, text=True, check=True).stdout
    subprocess.run(["git", "checkout", "-q", "--detach"], cwd=project, check=True)
    assert branch(project) == head[:8]
    assert branch(tmp_path) == ""


@pytest.mark.parametrize(("name", "language"), [("pyproject.toml", "Python"), ("go.mod", "Go"), ("notes.txt", "")])
def test_a_project_is_known_by_its_files(tmp_path: Path, name: str, language: str) -> None:
    (tmp_path / name).touch()
    assert about(tmp_path) == language


def test_only_what_lies_below_home_is_shortened() -> None:
    home = str(Path.home())
    assert (short(home), short(f"{home}/a"), short(f"{home}-b")) == ("~", "~/a", f"{home}-b")
