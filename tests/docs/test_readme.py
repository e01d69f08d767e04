from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.home import make_home

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"<!-- test -->\n```sh\n(.*?)```", re.DOTALL)
BLOCKS = _BLOCK.findall((ROOT / "README.md").read_text())


def test_there_are_examples() -> None:
    assert len(BLOCKS) == 3


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.splitlines()[0])
def test_an_example_works_as_it_stands(block: str, tmp_path: Path) -> None:
    home = make_home(tmp_path)
    binaries = tmp_path / "bin"
    binaries.mkdir()
    (binaries / "agent").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m agent_tui "$@"\n')
    (binaries / "agent").chmod(0o755)
    env = home.env()
    done = subprocess.run(
        ["sh", "-eu", "-c", block],
        cwd=home.project,
        env={**env, "PATH": f"{binaries}:{env['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_every_link_to_a_file_leads_somewhere() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text()):
            assert (ROOT / target).exists(), f"{name}: {target}"
