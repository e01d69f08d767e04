from __future__ import annotations

from pathlib import Path

from agent_tui.perf.profile import Import, Part, parts, waterfall
from agent_tui.session.timings import NAME
from tests.support.home import make_home


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
    lines = [b'{"what":"tool","name":"grep","seconds":0.5}', b'{"what":"turn","seconds":2}'] * 2
    assert parts(lines) == [Part("turn", 2, 4.0), Part("tool grep", 2, 1.0)]


def test_a_command_is_profiled_with_its_answer_imports_and_tools(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    done = home.run("profile", "--", "run", "explain this project")
    assert done.returncode == 0, done.stderr
    assert "Shop" in done.stdout
    for part in ("agent_tui.compose", "request", "tool", "turn", "in all"):
        assert part in done.stdout
    assert not list(home.root.rglob(NAME))


def test_the_start_of_the_app_is_profiled_without_a_terminal(tmp_path: Path) -> None:
    done = make_home(tmp_path).run("profile")
    assert done.returncode == 0, done.stderr
    assert "textual.app" in done.stdout


def test_a_variable_profiles_whatever_runs_without_the_app(tmp_path: Path) -> None:
    done = make_home(tmp_path).run("run", "hello", AGENT_PROFILE="1")
    assert "agent_tui.compose" in done.stdout
    assert "in all" in done.stdout
