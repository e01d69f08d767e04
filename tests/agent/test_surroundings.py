from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from agent_tui.agent.surroundings import surroundings
from agent_tui.core.verdicts import Mode
from agent_tui.model.tokens import TokenCounter


async def test_names_directory_git_state_mode_and_entries(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "-b", "trunk", str(tmp_path)], check=True)
    (tmp_path / "a.py").touch()
    (tmp_path / "src").mkdir()
    block = await surroundings(tmp_path, Mode.PLAN)
    assert f"Working directory: {tmp_path}" in block
    assert "Git: branch trunk, 1 changed files" in block
    assert "Permission mode: plan (read only" in block
    assert "Entries: a.py, src/" in block


@pytest.mark.parametrize("setting", ["clean", "process"])
async def test_asking_for_the_git_state_runs_nothing_of_a_hostile_repository(tmp_path: Path, setting: str) -> None:
    root, ran = tmp_path / "repository", tmp_path / "ran"
    root.mkdir()

    def git(*words: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@b.c")
        subprocess.run(("git", *identity, *words), cwd=root, check=True, capture_output=True)

    git("init", "-q", "-b", "trunk")
    (root / "f").write_text("x\n")
    git("add", "f")
    git("commit", "-q", "-m", "x")
    git("config", f"filter.a b=c.{setting}", f"touch {ran}; cat")
    git("config", "filter.a b=c.required", "true")
    (root / ".gitattributes").write_text('* filter="a b=c"\n* filter=x\n')
    git("config", f"filter.x.{setting}", f"touch {ran}; cat")
    (root / ".git" / "hooks" / "post-index-change").write_text(f"#!/bin/sh\ntouch {ran}\n")
    (root / ".git" / "hooks" / "post-index-change").chmod(0o755)
    os.utime(root / "f", (1, 1))
    assert "Git: branch trunk, 1 changed files" in await surroundings(root, Mode.ASK)
    assert not ran.exists()
    subprocess.run(("git", "status"), cwd=root, check=False, capture_output=True)
    assert ran.exists()


async def test_lists_at_most_forty_entries_and_neutralises_names(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"f{'abcdefghij'[number % 10]}{'klmno'[number // 10]}").touch()
    (tmp_path / "a\x1b[2J\nz").touch()
    block = await surroundings(tmp_path, Mode.ASK)
    assert "Git:" not in block
    assert "Entries: a z, fak" in block
    assert block.endswith("fhn and 11 more\n</environment>")


async def test_long_names_are_fewer(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}_{'x' * 60}").touch()
    block = await surroundings(tmp_path, Mode.ASK)
    assert "Entries: 00_" in block
    assert block.endswith("x and 23 more\n</environment>")


@pytest.mark.parametrize("name", ["test_of_{}_things.py", "{}-файл-с-именем.txt", "{}.x"])
@pytest.mark.parametrize("mode", Mode)
async def test_the_block_stays_under_200_tokens(tmp_path: Path, mode: Mode, name: str) -> None:
    counter = TokenCounter()
    assert counter.load()
    for number in range(60):
        (tmp_path / name.format(number)).touch()
    assert counter.count("openai/gpt-5", await surroundings(tmp_path, mode)) <= 200


async def test_a_directory_that_is_gone_is_said_so(tmp_path: Path) -> None:
    assert "cannot be listed (No such file or directory)" in await surroundings(tmp_path / "gone", Mode.ASK)
