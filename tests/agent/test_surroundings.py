from __future__ import annotations

import subprocess
from pathlib import Path

from agent_tui.agent.surroundings import surroundings
from agent_tui.core.verdicts import Mode


async def test_names_directory_git_state_mode_and_entries(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "-b", "trunk", str(tmp_path)], check=True)
    (tmp_path / "a.py").touch()
    (tmp_path / "src").mkdir()
    block = await surroundings(tmp_path, Mode.PLAN)
    assert f"Working directory: {tmp_path}" in block
    assert "Git: branch trunk, 1 changed files" in block
    assert "Permission mode: plan (read only" in block
    assert "Entries: a.py, src/" in block


async def test_lists_at_most_forty_entries_and_neutralises_names(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"f{number:02}").touch()
    (tmp_path / "a\x1b[2J\nz").touch()
    block = await surroundings(tmp_path, Mode.ASK)
    assert "Git:" not in block
    assert "Entries: a z, f00" in block
    assert block.endswith("f38 and 11 more\n</environment>")


async def test_a_directory_that_is_gone_is_said_so(tmp_path: Path) -> None:
    assert "cannot be listed (No such file or directory)" in await surroundings(tmp_path / "gone", Mode.ASK)
