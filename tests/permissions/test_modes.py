from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from agent_tui.core.effects import Asks, Delegates, Effect, Fetches, Notes, Reads, Runs, Unknown, Writes
from agent_tui.core.verdicts import Allow, Ask, Deny, Mode
from tests.permissions.conftest import MakeGate

A, Q, D = Allow, Ask, Deny
URL = "https://example.org/x"


@pytest.mark.parametrize(
    ("tool", "effect", "verdicts"),
    [
        ("read_file", Reads(("ROOT/src/a.py",)), (A, A, A, A, A)),
        ("read_file", Reads(("HOME/secret.txt",)), (Q, Q, Q, Q, A)),
        ("read_file", Reads(("ROOT/out/secret.txt",)), (Q, Q, Q, Q, A)),
        ("write_file", Writes(("ROOT/src/new.py",)), (D, Q, A, A, A)),
        ("write_file", Writes(("ROOT/out/new.py",)), (D, Q, Q, Q, A)),
        ("write_file", Writes(("ROOT/.env",)), (D, Q, Q, Q, A)),
        ("write_file", Writes(("HOME/.config/agent/config.yml",)), (D, Q, Q, Q, Q)),
        ("write_file", Writes(("ROOT/.agent/config.yml",)), (D, Q, Q, Q, Q)),
        ("write_file", Writes(("/dev/sda",)), (D, Q, Q, Q, Q)),
        ("bash", Runs("make", "ROOT"), (D, Q, Q, A, A)),
        ("bash", Runs("ls src", "ROOT"), (A, A, A, A, A)),
        ("bash", Runs("ls src", "ROOT", background=True), (A, A, A, A, A)),
        ("bash", Runs("make", "ROOT", background=True), (D, Q, Q, A, A)),
        ("job", Runs("ls src", "ROOT", background=True, typed=True), (D, Q, Q, A, A)),
        ("bash", Runs("rm -rf ~", "ROOT"), (D, Q, Q, Q, Q)),
        ("web_fetch", Fetches(URL), (D, Q, Q, Q, A)),
        ("mcp__x__y", Unknown("mcp__x__y"), (D, Q, Q, Q, A)),
        ("ask_user", Asks(), (A, A, A, A, A)),
        ("todo", Notes(), (A, A, A, A, A)),
        ("task", Delegates("look"), (A, A, A, A, A)),
    ],
)
def test_each_effect_in_each_mode(
    gate: MakeGate, root: Path, home: Path, tool: str, effect: Effect, verdicts: tuple[type, ...]
) -> None:
    def placed(text: str) -> str:
        return text.replace("ROOT", str(root)).replace("HOME", str(home))

    match effect:
        case Reads(paths=paths):
            effect = Reads(tuple(map(placed, paths)))
        case Writes(paths=paths):
            effect = Writes(tuple(map(placed, paths)))
        case Runs(cwd=cwd):
            effect = replace(effect, cwd=placed(cwd))
    permissions = gate(sandboxed=True)
    assert tuple(type(permissions.judge(tool, effect, mode)) for mode in Mode) == verdicts


def test_auto_without_a_sandbox_only_reads(gate: MakeGate, root: Path) -> None:
    permissions = gate()
    for effect in (Writes((str(root / "x"),)), Runs("make", str(root)), Fetches(URL), Unknown("x")):
        verdict = permissions.judge("any", effect, Mode.AUTO)
        assert isinstance(verdict, Deny)
        assert "sandbox" in verdict.reason
    assert isinstance(permissions.judge("read_file", Reads((str(root / "README.md"),)), Mode.AUTO), Allow)


def test_a_plan_mode_denial_tells_the_model_what_to_do(gate: MakeGate, root: Path) -> None:
    verdict = gate().judge("write_file", Writes((str(root / "x"),)), Mode.PLAN)
    assert isinstance(verdict, Deny)
    assert "plan" in verdict.reason.lower()


def test_plan_mode_runs_nothing_even_where_a_rule_allows_it(gate: MakeGate, root: Path) -> None:
    permissions = gate(allow=["bash(npm test)", "write_file", "web_fetch"])
    for effect in (Runs("npm test", str(root)), Writes((str(root / "x"),)), Fetches(URL)):
        tool = {Runs: "bash", Writes: "write_file", Fetches: "web_fetch"}[type(effect)]
        assert isinstance(permissions.judge(tool, effect, Mode.PLAN), Deny)
