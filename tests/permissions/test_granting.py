"""What is allowed for a turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_tui.core.effects import Effect, Reads, Runs, Writes
from agent_tui.core.verdicts import Allow, Ask, Deny, Mode
from tests.permissions.conftest import MakeGate


def test_it_counts_while_it_is_entered_and_is_never_kept(gate: MakeGate, root: Path) -> None:
    one, effect = gate(), Runs("make x", str(root))
    assert isinstance(one.judge("bash", effect, Mode.ASK), Ask)
    with one.granting(("bash(make *)",)) as problems:
        assert list(problems) == []
        assert one.judge("bash", effect, Mode.ASK) == Allow("bash(make *)")
        assert "bash(make *)  (this turn)" in one.described()
        assert isinstance(one.judge("bash", Runs("make x && pytest", str(root)), Mode.ASK), Ask)
        one.remember(("bash(pytest *)", "bash(make x)"), "session")
    assert one.judge("bash", effect, Mode.ASK) == Allow("bash(make x)")
    assert isinstance(one.judge("bash", Runs("make y", str(root)), Mode.ASK), Ask)
    assert "this turn" not in one.described()


def test_what_the_person_allows_meanwhile_for_longer_stays(gate: MakeGate, root: Path) -> None:
    one = gate()
    with one.granting(("bash(make *)",)):
        one.remember(("bash(make *)",), "session")
    assert one.judge("bash", Runs("make x", str(root)), Mode.ASK) == Allow("bash(make *)")


def test_what_is_no_rule_is_told_and_the_others_count(gate: MakeGate, root: Path) -> None:
    one = gate()
    with one.granting(("web_fetch(x.org)", "edit_file")) as problems:
        assert [problem.partition(":")[0] for problem in problems] == ["`web_fetch(x.org)`"]
        assert one.judge("edit_file", Writes((str(root / "a"),)), Mode.ASK) == Allow("edit_file")


@pytest.mark.parametrize("command", ["rm -rf ~", "git push", "curl x.org"])
def test_it_never_speaks_against_the_guard_or_other_rules(gate: MakeGate, root: Path, command: str) -> None:
    one, effect = gate(ask=("bash(git push)",), deny=("bash(curl *)",)), Runs(command, str(root))
    for mode in Mode:
        before = one.judge("bash", effect, mode)
        with one.granting(("bash", "bash(git push)", "bash(curl *)", "bash(rm *)")):
            assert one.judge("bash", effect, mode) == before
        assert not isinstance(before, Allow)


def test_it_lets_nothing_act_in_plan_mode(gate: MakeGate, root: Path) -> None:
    one = gate()
    acting: tuple[tuple[str, Effect], ...] = (
        ("bash", Runs("make x", str(root))),
        ("edit_file", Writes((str(root / "a"),))),
    )
    for tool, effect in acting:
        with one.granting((tool,)):
            assert isinstance(one.judge(tool, effect, Mode.PLAN), Deny)


def test_places_that_are_special_stay_so(gate: MakeGate, root: Path) -> None:
    one = gate()
    for path in (root / ".git" / "config", root / ".agent" / "config.yml"):
        with one.granting(("edit_file", "read_file")):
            assert isinstance(one.judge("edit_file", Writes((str(path),)), Mode.ASK), Ask)
    with one.granting(("read_file(src/**)",)):
        assert isinstance(one.judge("read_file", Reads(("/etc/shadow",)), Mode.ASK), Ask)
