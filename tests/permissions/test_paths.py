from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent_tui.permissions.paths import Confines, may_hold_protected, protected


@pytest.mark.parametrize(
    "path",
    [
        ".bashrc",
        "sub/.zshrc",
        ".PROFILE",
        ".git/config",
        ".git/hooks/x",
        ".git",
        "sub/.git/HEAD",
        ".gitmodules",
        ".mcp.json",
        ".vscode/x",
        ".idea/x",
        ".github/workflows/x.yml",
        ".GITHUB/Workflows/x.yml",
        ".gitlab-ci.yml",
        ".env",
        ".env.local",
        "AGENTS.md",
        "agents.MD",
        "sub/CLAUDE.md",
        ".agent/config.yml",
        ".envrc",
        "config.fish",
        ".git./config",
        ".gitattributes",
    ],
)
def test_protected_names_at_any_depth_in_any_case(path: str) -> None:
    assert protected(path.split("/"))


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "src/env.py",
        ".env.example",
        ".github/ISSUE_TEMPLATE/x",
        "git/config",
        "workflows/x",
        ".gitignore",
        "bashrc",
    ],
)
def test_other_names_are_not_protected(path: str) -> None:
    assert not protected(path.split("/"))


def test_a_directory_may_be_protected_in_part() -> None:
    assert may_hold_protected(".GitHub")
    assert not may_hold_protected("src")


def test_unusable_paths_have_a_concern(root: Path) -> None:
    confines = Confines(root)
    for path in ("relative", "~user/x", "", str(root) + "/a\0b", "file:///etc/passwd"):
        assert confines.read(path).concern
        assert confines.write(path).concern
        assert not confines.read(path).inside


@pytest.mark.parametrize("path", ["/proc/self/environ", "/proc/1/fd/0", "/dev/sda", "/sys/kernel", "/dev/tty", "/proc"])
def test_the_kernels_files_have_a_concern(root: Path, path: str) -> None:
    assert Confines(root).read(path).concern
    assert Confines(root).write(path).concern


def test_a_root_that_is_the_whole_disk_still_keeps_the_kernel_apart() -> None:
    confines = Confines("/")
    assert confines.read("/etc/hosts").inside
    assert confines.read("/proc/self/environ").concern


def test_pipes_and_sockets_and_loops_are_no_files(root: Path) -> None:
    os.mkfifo(root / "pipe")
    (root / "loop").symlink_to("loop")
    for name in ("pipe", "loop"):
        assert Confines(root).read(str(root / name)).concern


def test_a_path_below_a_file_has_a_concern(root: Path) -> None:
    assert Confines(root).write(str(root / "README.md" / "x")).concern


def test_dots_after_a_link_are_followed_as_the_kernel_does(root: Path, home: Path) -> None:
    place = Confines(root).read(str(root / "out" / ".." / "x"))
    assert place.real == str(home.resolve().parent / "x")
    assert not place.inside


def test_other_readable_directories_can_be_read_and_not_written(root: Path, home: Path) -> None:
    confines = Confines(root, readable=[home / "proj-evil"])
    assert confines.read(str(home / "proj-evil" / "x")).inside
    assert not confines.write(str(home / "proj-evil" / "x")).inside


def test_letter_case_counts_only_where_the_file_system_says_so(root: Path) -> None:
    other = str(root).replace("/proj", "/PROJ")
    assert Confines(root, insensitive=True).read(other).inside
    assert not Confines(root, insensitive=False).read(other).inside


def test_protection_looks_at_the_name_and_at_where_it_leads(root: Path) -> None:
    (root / "innocent").symlink_to(root / ".git" / "config")
    assert Confines(root).write(str(root / "innocent")).concern
    assert not Confines(root).write(str(root / "src" / "a.py")).concern


def test_parents_of_the_workspace_do_not_make_it_protected(home: Path) -> None:
    root = home / ".claude" / "worktrees" / "x"
    root.mkdir(parents=True)
    assert not Confines(root).write(str(root / "a.py")).concern


def test_settings_are_told_by_their_place_in_the_workspace_not_above_it(home: Path) -> None:
    root = home / ".agent" / "proj"
    root.mkdir(parents=True)
    confines = Confines(root)
    assert not confines.policy(str(root / "a.py"))
    assert confines.policy(str(root / ".AGENT" / "x"))
    assert confines.policy(str(home / ".agent" / "x"))
