"""What was parsed is kept, and never trusted over the file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from agent_tui.config.file import settings
from agent_tui.core.errors import UsageError

TEXT = "mode: plan\n\npermissions:\n  allow: [bash(git status *)]\n"
READ = {"mode": ("plan", 1), "permissions.allow": (["bash(git status *)"], 4)}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.yml"
    path.write_text(TEXT)
    return path


def test_an_unchanged_file_is_not_parsed_again(file: Path, tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from agent_tui.config.file import settings
print(settings(Path({str(file)!r}), Path({str(tmp_path)!r}, "kept")), "yaml" in sys.modules)
"""
    command = [sys.executable, "-c", code]
    said = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert said == [f"{READ} True\n", f"{READ} False\n"]


def test_a_changed_file_is(file: Path, tmp_path: Path) -> None:
    assert settings(file, tmp_path / "kept") == READ
    before = file.stat()
    file.write_text(TEXT.replace("plan", "auto"))
    # Same length and times: the content alone decides.
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert settings(file, tmp_path / "kept")["mode"] == ("auto", 1)


def test_a_torn_copy_is_not_used(file: Path, tmp_path: Path) -> None:
    settings(file, tmp_path / "kept")
    (copy,) = (tmp_path / "kept").iterdir()
    copy.write_bytes(copy.read_bytes()[:-9])
    assert settings(file, tmp_path / "kept") == READ


def test_where_nothing_can_be_kept_the_file_is_read_all_the_same(file: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the directory should be")
    assert settings(file, tmp_path / "kept") == READ


def test_what_json_cannot_tell_is_not_kept(file: Path, tmp_path: Path) -> None:
    file.write_text("mode: 2026-01-02\n")
    first = settings(file, tmp_path / "kept")
    assert settings(file, tmp_path / "kept") == first
    assert not isinstance(first["mode"][0], str)


def test_a_mistake_is_told_each_time(file: Path, tmp_path: Path) -> None:
    file.write_text("moed: plan\n")
    for _ in range(2):
        with pytest.raises(UsageError, match="did you mean mode"):
            settings(file, tmp_path / "kept")
