from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from agent_tui.perf.profile import Import, Moment, Noted, Part, moments, parts, waterfall
from agent_tui.session.timings import NAME
from tests.support.home import AGENT, make_home
from tests.support.terminal import Terminal


def test_imports_stand_in_the_order_in_which_they_began() -> None:
    written = (
        b"import time:      5000 |       5000 |     inner\n"
        b"import time:       100 |        100 |     cheap\n"
        b"import time:      2000 |       7100 |   outer\n"
        b"import time:      4000 |       4000 | next\n"
    )
    found = waterfall(written)
    assert [each.module for each in found] == ["outer", "inner", "next"]
    assert found[0] == Import("outer", 1, 0.0, 7.1)


def test_timings_are_summed_by_kind() -> None:
    noted = [Noted("tool", 0.5, "grep"), Noted("turn", 2.0), Noted("mark", 0.0, "app live", 7.0)] * 2
    assert parts(noted) == [Part("turn", 2, 4.0), Part("tool grep", 2, 1.0)]


def test_moments_are_told_from_the_command_on() -> None:
    noted = [Noted("mark", 0.0, "app live", 12.5), Noted("turn", 2.0), Noted("mark", 0.0, "frame drawn", 12.25)]
    assert moments(noted, 12.0) == [Moment("frame drawn", 0.25), Moment("app live", 0.5)]


def test_a_command_is_profiled_with_its_answer_imports_and_tools(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    done = home.run("profile", "--", "run", "explain this project")
    assert done.returncode == 0, done.stderr
    assert "Shop" in done.stdout
    for part in ("session open", "agent_tui.compose", "request", "tool", "turn", "in all"):
        assert part in done.stdout
    assert not list(home.root.rglob(NAME))


def test_the_start_of_the_app_is_profiled_without_a_terminal(tmp_path: Path) -> None:
    done = make_home(tmp_path).run("profile")
    assert done.returncode == 0, done.stderr
    told = done.stdout
    assert "textual.app" in told
    moments_in_order = ("frame drawn", "settings read", "model process there", "imports done", "app live")
    assert [*moments_in_order] == sorted(moments_in_order, key=told.index)


def test_calls_are_sampled(tmp_path: Path) -> None:
    done = make_home(tmp_path).run("profile", "--sampled", "--", "run", "explain this project")
    assert done.returncode == 0, done.stderr
    assert "Shop" in done.stdout
    assert "agent_tui/cli/start.py" in done.stdout


def test_the_calls_of_a_start_are_sampled_without_a_terminal(tmp_path: Path) -> None:
    done = make_home(tmp_path).run("profile", "--sampled")
    assert done.returncode == 0, done.stderr
    assert "agent_tui/tui/running.py" in done.stdout


def test_a_missing_sampler_is_told_in_a_sentence(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    hidden = "import sys\nsys.modules['pyinstrument'] = None\nsys.argv[1:] = ['profile', '--sampled']\n"
    program = f"{hidden}import agent_tui.__main__ as program\nprogram.main()"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=home.project, env=home.env(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "pip install 'agent-tui[profile]'" in done.stderr


def test_a_variable_profiles_whatever_runs_without_the_app(tmp_path: Path) -> None:
    done = make_home(tmp_path).run("run", "hello", AGENT_PROFILE="1")
    assert "agent_tui.compose" in done.stdout
    assert "in all" in done.stdout


def test_a_variable_profiles_the_app_once_it_was_left(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    with Terminal(AGENT, home.project, home.env(AGENT_PROFILE="1")) as terminal:
        terminal.wait_for("Try")
        terminal.send("explain this project\r")
        terminal.wait_for("A real one would go")
        terminal.send("\x03\x03")
        assert terminal.wait_for_exit() == 0
        told = terminal.screen
    for part in ("app live", "tool read_file", "turn", "in all"):
        assert part in told
