from __future__ import annotations

import os
from pathlib import Path
from subprocess import run

from agent_tui.core.effects import Runs
from agent_tui.core.verdicts import Ask, Mode
from agent_tui.permissions.repository import quiet
from tests.permissions.conftest import MakeGate


def test_a_plain_repository_is_quiet_from_anywhere_inside(root: Path) -> None:
    assert quiet(str(root), str(root))
    assert quiet(str(root / "src"), str(root))


def test_without_a_repository_inside_the_workspace_git_is_not_asked(root: Path) -> None:
    assert not quiet(str(root / "src"), str(root / "src"))
    assert not quiet("/", "/")


def test_a_directory_laid_out_as_a_repository_is_not_entered(root: Path) -> None:
    (root / "src" / "HEAD").touch()
    assert not quiet(str(root / "src"), str(root))


def test_a_link_or_file_for_a_repository_is_not_followed(root: Path) -> None:
    (root / "src" / ".git").write_text("gitdir: /elsewhere\n")
    assert not quiet(str(root / "src"), str(root))
    (root / "src" / ".git").unlink()
    (root / "src" / ".git").symlink_to(root / ".git")
    assert not quiet(str(root / "src"), str(root))


def test_submodules_and_settings_that_cannot_be_read_are_not_quiet(root: Path) -> None:
    (root / ".gitmodules").touch()
    assert not quiet(str(root), str(root))
    (root / ".gitmodules").unlink()
    (root / ".git" / "config").write_bytes(b"[core]\xff\n")
    assert not quiet(str(root), str(root))
    (root / ".git" / "config").unlink()
    assert not quiet(str(root), str(root))


def test_a_hook_that_runs_on_looking_is_not_quiet(root: Path) -> None:
    (root / ".git" / "hooks" / "pre-commit").write_text("#!/bin/sh\n")
    assert quiet(str(root), str(root))
    (root / ".git" / "hooks" / "post-index-change").symlink_to("nowhere yet")
    assert not quiet(str(root), str(root))
    (root / ".git" / "hooks" / "post-index-change").unlink()
    (root / ".git" / "hooks").rename(root / "hooks")
    (root / ".git" / "hooks").symlink_to("../hooks")
    assert not quiet(str(root), str(root))


def test_what_git_runs_when_it_is_asked_for_the_status_was_not_allowed_unasked(root: Path, gate: MakeGate) -> None:
    (root / "README.md").write_text("changed\n")
    run(["git", "add", "README.md"], cwd=root, check=True)
    hook = root / ".git" / "hooks" / "post-index-change"
    hook.write_text(f"#!/bin/sh\ntouch {root}/ran\n")
    hook.chmod(0o755)
    os.utime(root / "README.md", (1, 1))
    run(["git", "status"], cwd=root, check=True, capture_output=True)
    assert (root / "ran").exists()
    assert isinstance(gate().judge("bash", Runs("git status", str(root)), Mode.ASK), Ask)


def test_ordinary_settings_and_comments_are_quiet(root: Path) -> None:
    with (root / ".git" / "config").open("a") as file:
        file.write('# note\n; note\n[remote "origin"]\n\turl = x\n[branch "main"]\n\tremote = origin\n')
    assert quiet(str(root), str(root))
    with (root / ".git" / "config").open("a") as file:
        file.write('[remote "origin"]\n\tuploadpack = x\n')
    assert not quiet(str(root), str(root))
