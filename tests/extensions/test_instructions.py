from __future__ import annotations

from pathlib import Path

from agent_tui.extensions.instructions import CUT, LIMIT, instruction_files, instructions, nearby


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


def test_files_named_in_a_sentence_or_a_list_come_too_and_those_in_code_do_not(tmp_path: Path) -> None:
    for name in ("style", "tests", "code", "span"):
        write(tmp_path / "docs" / f"{name}.md", f"words of {name}")
    lines = [
        "See @docs/style.md, and @docs/none.md.",
        "- @docs/tests.md",
        "Write `@docs/span.md` like this:",
        "```",
        "@docs/code.md",
        "```",
        "Once more: @docs/style.md",
    ]
    write(tmp_path / "AGENTS.md", "\n".join(lines))
    told = instructions(tmp_path, tmp_path / "none").splitlines()[1:-1]
    assert told == [lines[0], "words of style", "words of tests", *lines[2:]]


def test_files_that_name_one_another_over_and_over_are_read_once(tmp_path: Path) -> None:
    write(tmp_path / "AGENTS.md", "@CLAUDE.md\n@AGENTS.md\n" * 1_200)
    write(tmp_path / "CLAUDE.md", "words of the other\n" + "@AGENTS.md\n@CLAUDE.md\n" * 1_200)
    assert instructions(tmp_path, tmp_path / "none").count("words of the other") == 1


def test_no_more_is_read_than_fits(tmp_path: Path) -> None:
    write(tmp_path / "AGENTS.md", "".join(f"@part{number}\n" for number in range(200)))
    for number in range(200):
        write(tmp_path / f"part{number}", f"part {number} " * 2_000)
    block = instructions(tmp_path, tmp_path / "none")
    assert CUT in block
    assert len(block) < LIMIT + 300


def test_the_persons_own_file_may_lie_and_lead_elsewhere(tmp_path: Path) -> None:
    write(tmp_path / "dotfiles" / "AGENTS.md", f"mine\n@more.md\n@{tmp_path}/notes.md")
    write(tmp_path / "dotfiles" / "more.md", "more of mine")
    write(tmp_path / "notes.md", "my notes")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "AGENTS.md").symlink_to(tmp_path / "dotfiles" / "AGENTS.md")
    (tmp_path / "config" / "more.md").symlink_to(tmp_path / "dotfiles" / "more.md")
    write(tmp_path / "repo" / ".git" / "HEAD", "")
    block = instructions(tmp_path / "repo", tmp_path / "config")
    assert "mine\nmore of mine\nmy notes" in block


def test_a_file_for_which_nothing_is_left_is_told_as_cut(tmp_path: Path) -> None:
    write(tmp_path / ".git" / "HEAD", "")
    write(tmp_path / "AGENTS.md", "x" * LIMIT)
    write(tmp_path / "a" / "AGENTS.md", "")
    assert CUT not in instructions(tmp_path / "a", tmp_path / "none")
    write(tmp_path / "a" / "AGENTS.md", "words")
    assert CUT in instructions(tmp_path / "a", tmp_path / "none")


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
