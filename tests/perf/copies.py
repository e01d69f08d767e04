"""Copies of the source with a fault in them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import agent_tui

_SOURCE = Path(agent_tui.__file__).parent
_ROOT = Path(__file__).parents[2]


def planted(into: Path, file: str, before: str, after: str) -> Path:
    """A copy of the package in `into` in which `before`, which stands once in `file`, is `after`."""
    shutil.copytree(_SOURCE, into / "agent_tui", ignore=shutil.ignore_patterns("__pycache__"))
    if not (into / "agent_tui" / "prompts").exists():
        shutil.copytree(_ROOT / "prompts", into / "prompts")
    path = into / "agent_tui" / file
    text = path.read_text()
    assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {file}"
    path.write_text(text.replace(before, after))
    return into


def run(program: list[str], tree: Path | None = None) -> str:
    """What a Python program prints with the source in `tree`, or our own."""
    done = subprocess.run(
        [sys.executable, *program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, filter(None, (tree, _ROOT))))},
        cwd=tree or _ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
