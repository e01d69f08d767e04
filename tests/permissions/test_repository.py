from __future__ import annotations

from pathlib import Path

from agent_tui.permissions.repository import quiet


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


def test_ordinary_settings_and_comments_are_quiet(root: Path) -> None:
    with (root / ".git" / "config").open("a") as file:
        file.write('# note\n; note\n[remote "origin"]\n\turl = x\n[branch "main"]\n\tremote = origin\n')
    assert quiet(str(root), str(root))
    with (root / ".git" / "config").open("a") as file:
        file.write('[remote "origin"]\n\tuploadpack = x\n')
    assert not quiet(str(root), str(root))
