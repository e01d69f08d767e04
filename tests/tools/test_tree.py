from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent_tui.tools.tree import files, readable

NAMES = st.sampled_from(
    ["a", "b", "ab", ".h", "x.py", "y.txt", "build", "näme", "a b", "-d", "c:d", "n\nl", "[a]", "*"]
)
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=3).map("/".join), min_size=1, max_size=10, unique=True)
RULES = st.lists(
    st.sampled_from(
        [
            "*.py",
            "build/",
            "/a",
            "!x.py",
            "a/b",
            "**/ab",
            "b/**",
            "*",
            "!a",
            "# c",
            "",
            "x.py ",
            "\\!a",
            "a*",
            "/*/",
            "!*/",
        ]
    ),
    max_size=4,
).map("\n".join)
IGNORES = st.dictionaries(st.sampled_from(["", "a/", "b/", "build/"]), RULES, max_size=2)


def git(root: Path, *words: str) -> bytes:
    return subprocess.run(("git", *words), cwd=root, check=True, capture_output=True).stdout


def listed(root: Path) -> list[str]:
    """What git lists, of what is there."""
    names = git(root, "ls-files", "-co", "--exclude-standard", "-z").split(b"\0")
    return sorted({os.fsdecode(name) for name in names if name and os.path.lexists(root / os.fsdecode(name))})


def grow(root: Path, paths: list[str], ignores: dict[str, str]) -> None:
    for path in [*paths, *(f"{base}.gitignore" for base in ignores)]:
        target = root / path
        if any(part.is_file() for part in target.parents) or target.is_dir():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        base = path.removesuffix(".gitignore")
        target.write_text(ignores.get(base, "") if path.endswith(".gitignore") else "x\n")


@given(PATHS, IGNORES, st.booleans())
@settings(max_examples=25, deadline=None)
def test_a_repository_is_listed_as_git_lists_it(paths: list[str], ignores: dict[str, str], track: bool) -> None:
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        git(root, "init", "-q")
        grow(root, paths, {})
        if track:
            git(root, "add", "-A")
        grow(root, [], ignores)
        assert files(directory) == listed(root)
        for child in root.iterdir():
            if child.is_dir() and child.name != ".git":
                assert files(str(child)) == listed(child)


@given(PATHS, IGNORES)
@example(["n\nl/ab"], {"": "**/ab"})
@settings(max_examples=40, deadline=None)
def test_a_plain_directory_is_listed_as_git_would_list_it(paths: list[str], ignores: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        grow(root, paths, ignores)
        plain = files(directory)
        git(root, "init", "-q")
        assert plain == listed(root)


def test_links_are_named_and_not_followed_and_pipes_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "f").touch()
    (tmp_path / "d" / "loop").symlink_to(tmp_path)
    (tmp_path / "dangling").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    assert files(str(tmp_path)) == ["d/f", "d/loop", "dangling"]
    git(tmp_path, "init", "-q")
    assert files(str(tmp_path)) == ["d/f", "d/loop", "dangling"]


def test_a_deleted_file_is_not_listed_though_it_is_tracked(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "kept").touch()
    (tmp_path / "gone").touch()
    git(tmp_path, "add", "-A")
    (tmp_path / "gone").unlink()
    assert files(str(tmp_path)) == ["kept"]


def test_repositories_inside_a_plain_directory_keep_their_own_rules(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        git(tmp_path / name, "init", "-q")
        (tmp_path / name / "kept").touch()
        (tmp_path / name / "left").touch()
    (tmp_path / "one" / ".git" / "info" / "exclude").write_text("left\n")
    assert files(str(tmp_path)) == ["one/kept", "two/kept", "two/left"]


def test_listing_a_hostile_repository_runs_nothing_of_it(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "core.fsmonitor", f"touch {tmp_path}/ran; false")
    (tmp_path / "f").touch()
    subprocess.run(("git", "status"), cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "ran").exists()
    (tmp_path / "ran").unlink()
    assert files(str(tmp_path)) == ["f"]


def test_a_missing_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files(str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a b", "a b"), ("a\nb", '"a\\nb"'), ("\udcff", '"\\xff"'), ("\x1b[2J", '"\\u{1b}[2J"'), ("é", "é")],
)
def test_names_are_shown_in_one_line(name: str, shown: str) -> None:
    assert readable(name) == shown
