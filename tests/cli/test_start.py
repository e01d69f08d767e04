from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from agent_tui.cli.flags import FLAGS
from tests.perf.copies import planted
from tests.support.home import AGENT, Home, make_home

HEAVY = {"textual", "litellm"}
_PROBE = """
import sys
from agent_tui.cli.main import run
try:
    code = run(sys.argv[1:])
finally:
    loaded = sorted({name.partition(".")[0] for name in sys.modules})
    sys.stderr.write("\\nMODULES " + " ".join(loaded))
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


def modules(home: Home, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *arguments],
        cwd=home.project,
        env=home.env(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return set(done.stderr.rpartition("MODULES ")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"], ["config", "show"]])
def test_help_and_version_start_light(home: Home, arguments: list[str]) -> None:
    loaded = modules(home, *arguments)
    assert "agent_tui" in loaded
    assert not HEAVY & loaded


def test_a_broken_config_ends_in_one_sentence_and_starts_light(home: Home) -> None:
    place = home.root / ".config" / "agent"
    place.mkdir(parents=True)
    (place / "config.yml").write_text("mode: ask\nmax_stepps: 3\n")
    done = home.run("run", "hello")
    assert done.returncode == 2
    assert done.stderr == f"agent: {place}/config.yml:2: there is no setting max_stepps; did you mean max_steps.\n"
    loaded = modules(home, "run", "hello")
    assert "agent_tui" in loaded
    assert not (HEAVY | {"typer"}) & loaded


def test_help_names_every_flag(home: Home) -> None:
    shown = home.run("--help").stdout
    assert [name for flag in FLAGS for name in flag.names if name not in shown] == []


def test_without_a_terminal_the_app_says_what_to_use(home: Home) -> None:
    done = home.run()
    assert (done.returncode, done.stdout) == (2, "")
    assert 'agent run "PROMPT"' in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_prompt_and_no_directory_are_usage_errors(home: Home) -> None:
    assert home.run("run").returncode == 2
    gone = home.run("run", "--cwd", "/no/such/place", "x")
    assert (gone.returncode, gone.stderr) == (2, "agent: There is no directory /no/such/place.\n")


def test_config_show_masks_and_tells_origins(home: Home) -> None:
    done = home.run("config", "show", AGENT_BASE_URL="http://me:hunter22@localhost/v1", AGENT_MODE="plan")
    assert done.returncode == 0
    assert "hunter22" not in done.stdout
    assert 'mode: "plan"  (AGENT_MODE)' in done.stdout


def test_trust_and_its_end(home: Home) -> None:
    (home.project / ".agent").mkdir()
    (home.project / ".agent" / "config.yml").write_text("max_steps: 7\n")
    assert "max_steps: 200" in home.run("config", "show").stdout
    assert ".agent/config.yml" in home.run("trust").stdout
    assert "max_steps: 7" in home.run("config", "show").stdout
    home.run("trust", "--remove")
    assert "max_steps: 200" in home.run("config", "show").stdout


def test_doctor_looks_at_this_machine(home: Home) -> None:
    done = home.run("doctor", OPENAI_API_KEY="sk-not-shown-0000000000")
    assert done.returncode == 0
    assert "OPENAI_API_KEY" in done.stdout
    assert "sk-not" not in done.stdout


def test_doctor_starts_the_worker_and_looks_at_trust(home: Home) -> None:
    (home.project / ".mcp.json").write_text("{}")
    shown = home.run("doctor").stdout
    assert f"its log is {home.root}/.local/state/agent/worker.log" in shown
    assert "note  trust" in shown


def test_a_run_with_the_demo_loads_neither_yaml_nor_typer(home: Home) -> None:
    loaded = modules(home, "run", "hello")
    assert "asyncio" in loaded
    assert not (HEAVY | {"typer", "yaml", "click", "rich"}) & loaded


def test_doctor_notices_modules_without_byte_code(home: Home, tmp_path: Path) -> None:
    tree = tmp_path / "here it is"
    source = planted(tree, "cli/finding.py", "from __future__", "from __future__") / "agent_tui"
    env = {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
    told = home.run("doctor", **env).stdout
    assert "note  byte code" in told
    assert shlex.quote(str(source)) in told
    subprocess.run([sys.executable, "-m", "compileall", "-q", source], check=True)
    assert str(source) not in home.run("doctor", **env).stdout
    next((source / "tui" / "__pycache__").glob("watchdog.*")).unlink()
    assert shlex.quote(str(source)) in home.run("doctor", **env).stdout


def test_a_silent_input_is_told_once(home: Home) -> None:
    with subprocess.Popen(
        [*AGENT, "run"],
        cwd=home.project,
        env=home.env(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "agent: waiting for a prompt on the standard input, until its end\n"
        output, _ = process.communicate("hello", timeout=60)
    assert process.returncode == 0
    assert "demo" in output


def test_doctor_shows_the_end_of_the_log_of_a_worker_that_does_not_start(home: Home, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\n"
        "if 'agent_tui.model.worker' in sys.orig_argv:\n"
        "    os.write(2, b'no disk left for this worker')\n"
        "    os._exit(1)\n"
    )
    done = home.run("doctor", PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert "FAIL  worker" in done.stdout
    assert "no disk left for this worker" in done.stdout


def test_a_session_that_cannot_be_kept_is_told_of(home: Home) -> None:
    (home.root / "file").touch()
    done = home.run("run", "hello", XDG_DATA_HOME=str(home.root / "file"))
    assert "is no longer written to" in done.stderr


def test_what_is_kept_between_starts_is_for_the_person_alone(home: Home) -> None:
    assert home.run("run", "hello").returncode == 0
    assert (home.root / ".local" / "state" / "agent").stat().st_mode & 0o777 == 0o700


def test_a_state_directory_that_cannot_be_made_is_told_by_doctor_only(home: Home) -> None:
    (home.root / ".local").mkdir()
    (home.root / ".local" / "state").write_text("")
    assert "cannot be used: Not a directory." in home.run("doctor").stdout
    assert "demo" in home.run("run", "hello").stdout
