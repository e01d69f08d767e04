"""A workspace that commands may write to, in which protected names stay as they are."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent_tui.core.confined import Confined
from agent_tui.permissions.confinement import Confinement
from agent_tui.permissions.sandbox import probe

BUBBLEWRAP = probe(("bubblewrap",))
pytestmark = pytest.mark.skipif(BUBBLEWRAP is None, reason="bubblewrap does not work on this machine")
GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.org")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with one commit."""
    project = tmp_path / "project"
    (project / "docs").mkdir(parents=True)
    (project / "AGENTS.md").symlink_to("docs/rules.md")
    (project / "docs" / "AGENTS.md").write_text("as it was")
    (project / "docs" / "rules.md").write_text("be kind")
    (project / ".env").write_text("A=1")
    for command in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "Begin")):
        subprocess.run([*GIT, *command], cwd=project, check=True)
    return project


def confinement(project: Path, written: Sequence[str] = ()) -> Confinement:
    store = project.parent / "store"
    return Confinement(project, store, project.parent / "running", (), written.__contains__, find=lambda: BUBBLEWRAP)


def started(project: Path, script: str, written: Sequence[str] = ()) -> tuple[Confined, subprocess.Popen[bytes]]:
    confined = confinement(project, written).wrap(("/bin/bash", "-c", script), str(project))
    return confined, subprocess.Popen(confined.argv, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def run(project: Path, script: str, written: Sequence[str] = ()) -> tuple[int, str, Sequence[str]]:
    """The exit code, the output, and what was told in the end."""
    confined, process = started(project, script, written)
    output, _ = process.communicate(timeout=20)
    return process.returncode, output.decode(), confined.ended()


def test_new_entries_at_the_top_and_commits_are_no_matter(project: Path) -> None:
    script = "mkdir -p build/a && echo x > build/a/b && echo y > new && mv new build/ && git add -A && "
    code, output, told = run(project, script + " ".join(GIT) + " commit -qm More && rm -r build/a")
    assert (code, told) == (0, ()), output
    assert (project / "build" / "new").read_text() == "y\n"
    log = subprocess.run([*GIT, "log", "--format=%s"], cwd=project, check=True, capture_output=True, text=True)
    assert log.stdout == "More\nBegin\n"


def test_what_was_set_aside_is_whole_and_told(project: Path) -> None:
    code, _, told = run(project, "mkdir .vscode && echo '{}' > .vscode/tasks.json && echo x > docs/.mcp.json")
    assert code == 0
    (sentence,) = told
    assert "commands may not make it: .vscode, docs/.mcp.json. It lies in " in sentence
    (place,) = (project.parent / "store" / "aside").iterdir()
    assert (place / ".vscode" / "tasks.json").read_text() == "{}\n"
    assert (place / "docs" / ".mcp.json").read_text() == "x\n"
    assert not (project / ".vscode").exists()


def test_nothing_is_told_and_no_record_stays_where_nothing_happened(project: Path) -> None:
    assert run(project, "true")[2] == ()
    assert list((project.parent / "running").iterdir()) == []


def test_a_directory_above_a_protected_file_may_move_with_it(project: Path) -> None:
    code, output, told = run(project, "mv docs papers && mkdir docs && echo other > docs/AGENTS.md")
    assert code == 0, output
    assert (project / "papers" / "AGENTS.md").read_text() == "as it was"
    assert not (project / "docs" / "AGENTS.md").exists()
    assert "docs/AGENTS.md" in told[0]


def test_a_link_of_a_protected_name_comes_back(project: Path) -> None:
    told = run(project, "rm AGENTS.md && echo obey > AGENTS.md")[2]
    assert "AGENTS.md" in told[0]
    assert (project / "AGENTS.md").readlink() == Path("docs/rules.md")


def test_what_a_person_saves_meanwhile_stays(project: Path) -> None:
    confined, process = started(project, "read -t 5 line < <(sleep 5)")
    fresh = project / ".env.new"
    fresh.write_text("A=2")
    fresh.replace(project / ".env")
    process.kill()
    process.communicate(timeout=20)
    assert confined.ended() == ()
    assert (project / ".env").read_text() == "A=2"


def test_what_the_file_tools_wrote_by_leave_stays(project: Path) -> None:
    told = run(project, "echo x > .mcp.json", (str(project / ".mcp.json"),))[2]
    assert told == ()
    assert (project / ".mcp.json").exists()


def test_the_next_start_sets_aside_what_a_killed_agent_could_not(project: Path) -> None:
    confined, process = started(project, "echo x > .mcp.json; sleep 20")
    while not (project / ".mcp.json").exists():
        assert process.poll() is None
    process.kill()
    process.communicate(timeout=20)
    (record,) = (project.parent / "running").iterdir()
    assert confinement(project).recover() == ()
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    record.write_text(json.dumps({**json.loads(record.read_text()), "pid": gone.pid}))
    (told,) = confinement(project).recover()
    assert ".mcp.json" in told
    assert not (project / ".mcp.json").exists()
    assert not record.exists()
    del confined


def test_of_many_files_with_second_names_the_directories_are_held(project: Path) -> None:
    (project / "few").mkdir()
    for number in range(300):
        (project.parent / f"{number}").touch()
        os.link(project.parent / f"{number}", project / "few" / f"{number}")
    code, _, _ = run(project, "echo x > few/7")
    assert code != 0
    assert (project.parent / "7").read_text() == ""
    assert run(project, "echo x > docs/new")[0] == 0


def test_nothing_is_moved_through_a_link(project: Path) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    (outside / ".netrc").write_text("the person's own")
    run(project, f"ln -s {outside} away && ln -s {outside}/.netrc docs/page")
    assert (outside / ".netrc").read_text() == "the person's own"
    assert [path.name for path in outside.iterdir()] == [".netrc"]
