from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import run

import pytest

from agent_tui.core.effects import Runs
from agent_tui.core.verdicts import Mode, Verdict
from agent_tui.permissions.gate import Permissions
from agent_tui.permissions.log import Log
from agent_tui.permissions.paths import Confines
from agent_tui.permissions.rules import parse_rules
from agent_tui.permissions.store import Store

MakeGate = Callable[..., Permissions]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


@pytest.fixture
def root(home: Path) -> Path:
    """A project with a real repository, a few files and a link that leads out."""
    root = home / "proj"
    (root / "src").mkdir(parents=True)
    (root / "src" / "a.py").write_text("print(1)\n")
    (root / "README.md").write_text("hello\n")
    (home / "secret.txt").write_text("secret\n")
    (home / "proj-evil").mkdir()
    (root / "out").symlink_to(home)
    run(["git", "init", "-q", "-b", "main"], cwd=root, check=True)
    return root


@pytest.fixture
def gate(root: Path, home: Path, tmp_path: Path) -> MakeGate:
    def make(
        allow: Sequence[str] = (), ask: Sequence[str] = (), deny: Sequence[str] = (), *, sandboxed: bool = False
    ) -> Permissions:
        confines = Confines(root, own=[home / ".config" / "agent"])
        store = Store(tmp_path / "data", confines.root)
        log = Log(tmp_path / "state" / "decisions.jsonl", confines.root)
        rules = parse_rules(allow, ask, deny)
        return Permissions(rules, confines=confines, home=home, store=store, log=log, sandboxed=sandboxed)

    return make


Judge = Callable[..., Verdict]


@pytest.fixture
def judge(gate: MakeGate, root: Path) -> Judge:
    """Judges one command in ask mode, unless told otherwise."""

    def judged(command: str, mode: Mode = Mode.ASK, **rules: Sequence[str]) -> Verdict:
        return gate(**rules).judge("bash", Runs(command, str(root)), mode)

    return judged
