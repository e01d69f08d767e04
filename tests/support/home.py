"""A person's home and project, made fresh for a test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

AGENT = (sys.executable, "-m", "agent_tui")


class Home(Struct, frozen=True):
    """Where a test's `agent` lives: its own HOME, and a small project to work in."""

    root: Path
    project: Path

    def env(self, **more: str) -> dict[str, str]:
        """An environment without any provider key and without this person's own configuration."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "PYTHONPATH")}
        # No worker waits for a session that never comes, unless the test says so.
        usual = {"HOME": str(self.root), "LANG": "C.UTF-8", "SHELL": "/bin/bash", "AGENT_LINGER": "0"}
        return {**kept, **usual, **more}

    def run(self, *arguments: str, stdin: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        """Run `agent` with `arguments` in the project, to its end."""
        return subprocess.run(
            [*AGENT, *arguments],
            cwd=self.project,
            env=self.env(**env),
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    @property
    def journals(self) -> Sequence[Path]:
        """The journals of all sessions, oldest first."""
        found = (self.root / ".local" / "share" / "agent" / "sessions").rglob("*.jsonl")
        return sorted(found, key=lambda path: path.stat().st_mtime_ns)


def make_home(root: Path) -> Home:
    """A home with a project of three Python files, a test and a README, in git."""
    home = Home(root / "home", root / "shop")
    home.root.mkdir()
    (home.project / "shop").mkdir(parents=True)
    (home.project / "tests").mkdir()
    (home.project / "README.md").write_text("# Shop\n\nA small shop that adds up carts.\n")
    (home.project / "shop" / "__init__.py").write_text("")
    (home.project / "shop" / "cart.py").write_text(
        "from shop.money import total\n\n\nRATE = 7\n\n\ndef price(items):\n    return total(items) * RATE\n"
    )
    (home.project / "shop" / "money.py").write_text("def total(items):\n    # TODO: round\n    return sum(items)\n")
    (home.project / "tests" / "test_cart.py").write_text(
        "from shop.cart import price\n\n\ndef test_price():\n    assert price([1, 2]) == 24\n"
    )
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "Begin"]):
        subprocess.run([*git, *command], cwd=home.project, check=True)
    return home
