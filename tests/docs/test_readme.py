from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from agent_tui.cli.words import COMMANDS
from agent_tui.config.schema import VARIABLES
from agent_tui.core.verdicts import Mode
from agent_tui.headless import run
from agent_tui.tools.toolset import toolset
from tests.support.home import make_home

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"<!-- test -->\n```sh\n(.*?)```", README, re.DOTALL)


def test_there_are_examples() -> None:
    assert len(BLOCKS) == 4


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


def test_the_tools_it_names_are_those_there_are() -> None:
    listed = re.search(r"^The tools: (.*?)\n\n", README, re.DOTALL | re.MULTILINE)
    assert listed is not None
    there = {tool.spec().name for model in ("demo", "openai/gpt-5") for tool in toolset(model)}
    assert set(re.findall(r"`([a-z_]+)`", listed[1])) == there


def test_the_modes_it_names_are_those_there_are() -> None:
    assert re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE) == list(Mode)


def test_the_exit_codes_it_names_are_those_there_are() -> None:
    told = {int(code) for cell in re.findall(r"^\| (\d[\d, ]*) \|", README, re.MULTILINE) for code in cell.split(",")}
    assert told == {run.DONE, run.FAILED, run.USAGE, run.LIMIT, run.DENIED, run.INTERRUPTED, run.TERMINATED}


def test_the_variables_and_commands_it_names_are_those_there_are() -> None:
    assert set(re.findall(r"\bAGENT_[A-Z_]+\b", README)) <= set(VARIABLES)
    assert set(re.findall(r"(?:^|`)agent ([a-z][a-z-]*)\b", README, re.MULTILINE)) <= set(COMMANDS)
