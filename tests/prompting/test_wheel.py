from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from agent_tui.prompting.find import prompt

ROOT = Path(__file__).parents[2]


def test_a_wheel_brings_the_prompts_of_the_checkout(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "site-packages"
    zipfile.ZipFile(wheel).extractall(installed)

    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from agent_tui.prompting import find; print(find.__file__); print(find.prompt('tools/grep.md'))",
        ],
        cwd=tmp_path,
        env={"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    place, _, text = told.partition("\n")
    assert place.startswith(str(installed))
    assert text.strip() == prompt("tools/grep.md")
    packed = {
        path.relative_to(installed / "agent_tui" / "prompts")
        for path in (installed / "agent_tui" / "prompts").rglob("*.md")
    }
    assert packed == {path.relative_to(ROOT / "prompts") for path in (ROOT / "prompts").rglob("*.md")}
