from __future__ import annotations

from pathlib import Path

from agent_tui.extensions.instructions import LIMIT, instruction_files, instructions, nearby


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_reads_from_the_person_to_the_working_directory(tmp_path: Path) -> None:
    user, root = tmp_path / "config", tmp_path / "repo"
    cwd = root / "a" / "b"
    write(root / ".git" / "HEAD", "")
    write(user / "AGENTS.md", "user words")
    write(root / "AGENTS.md", "root words")
    write(root / "CLAUDE.md", "not read")
    write(root / "a" / "CLAUDE.md", "middle words")
    write(cwd / "GEMINI.md", "near words")
    block = instructions(cwd, user)
    places = [block.index(words) for words in ("user words", "root words", "middle words", "near words")]
    assert places == sorted(places)
    assert "not read" not in block
    assert f'<instructions from="{root / "AGENTS.md"}">' in block


def test_nothing_above_the_repository_is_read(tmp_path: Path) -> None:
    write(tmp_path / "AGENTS.md", "outside")
    write(tmp_path / "repo" / ".git" / "HEAD", "")
    assert instructions(tmp_path / "repo", tmp_path / "none") == ""


def test_imports_stay_inside_the_repository_and_end(tmp_path: Path) -> None:
    write(tmp_path / "secret.md", "secret")
    root = tmp_path / "repo"
    write(root / ".git" / "HEAD", "")
    write(root / "AGENTS.md", "start\n@docs/style.md\n@../secret.md\nmail@example.org\n@AGENTS.md")
    write(root / "docs" / "style.md", "two spaces")
    block = instructions(root, tmp_path / "none")
    assert "two spaces" in block
    assert "secret\n" not in block
    assert "@../secret.md" in block
    assert "mail@example.org" in block


def test_what_is_over_the_limit_is_cut_and_said_so(tmp_path: Path) -> None:
    write(tmp_path / "AGENTS.md", "x" * (LIMIT + 100))
    block = instructions(tmp_path, tmp_path / "none")
    assert "[cut: instructions are limited to 32 KB]" in block
    assert len(block) < LIMIT + 300


def test_a_file_that_leads_out_of_the_repository_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "secret", "secret")
    write(tmp_path / "repo" / ".git" / "HEAD", "")
    (tmp_path / "repo" / "AGENTS.md").symlink_to(tmp_path / "secret")
    assert instructions(tmp_path / "repo", tmp_path / "none") == ""


def test_the_files_are_told_for_the_person_to_open(tmp_path: Path) -> None:
    user, root = tmp_path / "config", tmp_path / "repo"
    write(root / ".git" / "HEAD", "")
    for path in (user / "AGENTS.md", root / "CLAUDE.md", root / "a" / "AGENTS.md"):
        write(path, "words")
    assert instruction_files(root / "a", user) == (user / "AGENTS.md", root / "CLAUDE.md", root / "a" / "AGENTS.md")


def test_what_lies_nearest_to_a_file_below_is_found(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    write(root / ".git" / "HEAD", "")
    write(root / "AGENTS.md", "root words")
    write(root / "a" / "AGENTS.md", "a words")
    write(root / "a" / "b" / "AGENTS.md", "b words")
    write(tmp_path / "AGENTS.md", "outside")
    assert nearby(root, str(root / "x.py")) == ""
    assert nearby(root, str(root / "a" / ".." / "x.py")) == ""
    assert nearby(root, str(tmp_path / "x.py")) == ""
    assert "b words" in nearby(root, str(root / "a" / "b" / "c" / "x.py"))
    block = nearby(root, str(root / "a" / "z.py"))
    assert block == f'<instructions from="{root / "a" / "AGENTS.md"}">\na words\n</instructions>'
    assert nearby(root / "a", str(root / "a" / "z.py")) == ""
