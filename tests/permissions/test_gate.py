from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import json

from agent_tui.core.effects import Effect, Fetches, Reads, Runs, Unknown, Writes
from agent_tui.core.errors import UsageError
from agent_tui.core.ports import Gate
from agent_tui.core.verdicts import Allow, Ask, Deny, Mode, Scope
from agent_tui.permissions.gate import Permissions, Row
from agent_tui.permissions.log import Decision
from agent_tui.permissions.paths import Confines
from agent_tui.permissions.rules import parse_rules
from agent_tui.permissions.store import Store
from tests.permissions.conftest import Judge, MakeGate


def test_it_is_a_gate(gate: MakeGate) -> None:
    port: Gate = gate()
    asked = Ask("Nothing is known of what `x` does.", "ask mode", ("mcp__a__x",))
    assert port.judge("mcp__a__x", Unknown("x"), Mode.ASK) == asked


@pytest.mark.parametrize(
    ("command", "offer"),
    [
        ("git checkout main", ("git checkout *",)),
        ("git commit -m x", ("git commit *",)),
        ("git push", ("git push",)),
        ("git -C x checkout y", ("git -C x checkout y",)),
        ("git", ("git",)),
        ("npm run dev", ("npm run dev",)),
        ("npm run dev -- -x", ("npm run dev *",)),
        ("npm install", ("npm install *",)),
        ("python x.py", ("python x.py",)),
        ("python3.12 -m pytest", ("python3.12 -m pytest",)),
        ("node -e 1", ("node -e 1",)),
        ("/usr/bin/python3 x", ("/usr/bin/python3 x",)),
        ("rm -r build", ("rm -r build",)),
        ("curl x.org", ("curl x.org",)),
        ("uv run x", ("uv run x",)),
        ("pytest -q", ("pytest *",)),
        ("make build", ("make build *",)),
        ("cargo test 'a b'", ("cargo test *",)),
        ("python 'a b'", ("python 'a b'",)),
        ("ls && make x | pytest", ("make x *", "pytest *")),
        ("cd src && make x", ("make x *",)),
        ("cd .. && make x", ()),
        ("python '*.py'", ()),
        ("pytest tests/*.py", ()),
        ("env pytest", ()),
        ("sudo make", ()),
        ("bash -c x", ()),
        ("A=1 make", ()),
        ("make > x", ()),
    ],
)
def test_what_an_answer_would_add(judge: Judge, command: str, offer: tuple[str, ...]) -> None:
    verdict = judge(command)
    assert isinstance(verdict, Ask)
    assert verdict.offer == tuple(f"bash({pattern})" for pattern in offer)


def test_a_rule_holds_in_the_background_too_but_not_for_what_is_typed(gate: MakeGate, root: Path) -> None:
    permissions = gate(allow=["bash(npm run dev)", "job(npm run dev)"])
    started = Runs("npm run dev", str(root), background=True)
    assert isinstance(permissions.judge("bash", started, Mode.ASK), Allow)
    asked = gate().judge("bash", started, Mode.ASK)
    assert isinstance(asked, Ask)
    assert asked.offer == ("bash(npm run dev)",)
    typed = permissions.judge("job", Runs("npm run dev", str(root), background=True, typed=True), Mode.ASK)
    assert isinstance(typed, Ask)
    assert typed.offer == ()


def test_every_offer_allows_what_it_was_offered_for(gate: MakeGate, root: Path) -> None:
    effects: list[tuple[str, Effect]] = [
        ("bash", Runs("cargo test 'a b' && npm run dev", str(root))),
        ("web_fetch", Fetches("https://x.org/a")),
        ("edit_file", Writes((str(root / "src/a.py"),))),
        ("mcp__a__b", Unknown("mcp__a__b")),
    ]
    for tool, effect in effects:
        permissions = gate()
        verdict = permissions.judge(tool, effect, Mode.ASK)
        assert isinstance(verdict, Ask)
        assert verdict.offer
        permissions.remember(verdict.offer, "session")
        assert isinstance(permissions.judge(tool, effect, Mode.ASK), Allow)


def test_names_that_read_as_patterns_are_not_offered(gate: MakeGate, root: Path, home: Path) -> None:
    for name in (root / "a*b", root / "[x]", root / "x ", home / "y"):
        verdict = gate().judge("write_file", Writes((str(name),)), Mode.ASK)
        assert isinstance(verdict, Ask)
        assert verdict.offer == ()
    outside = gate().judge("read_file", Reads((str(home / "secret.txt"),)), Mode.ASK)
    assert isinstance(outside, Ask)
    assert outside.offer == ()
    broken = gate().judge("web_fetch", Fetches("https://a@b"), Mode.ASK)
    assert isinstance(broken, Ask)
    assert broken.offer == ()


@pytest.mark.parametrize(
    ("scope", "kept", "elsewhere"),
    [("once", False, False), ("session", False, False), ("project", True, False), ("always", True, True)],
)
def test_answers_hold_as_long_as_they_were_given_for(
    gate: MakeGate, root: Path, home: Path, tmp_path: Path, scope: Scope, kept: bool, elsewhere: bool
) -> None:
    from agent_tui.permissions.store import Store

    first = gate()
    first.remember(["bash(make x)"], scope)
    assert isinstance(first.judge("bash", Runs("make x", str(root)), Mode.ASK), Allow) == (scope != "once")
    assert isinstance(gate().judge("bash", Runs("make x", str(root)), Mode.ASK), Allow) == kept
    assert bool(Store(tmp_path / "data", "/another").load().allow) == elsewhere
    assert not list(root.rglob("*.json"))


def test_what_was_allowed_for_the_session_is_taken_back_and_no_more(gate: MakeGate) -> None:
    permissions = gate()
    permissions.remember(["bash(a)"], "session")
    permissions.remember(["bash(b)"], "project")
    permissions.forget_session()
    assert [str(rule) for rule in permissions.in_force.allow] == ["bash(b)"]


def test_the_rules_in_force_are_shown_with_how_far_they_reach(gate: MakeGate) -> None:
    permissions = gate(allow=["bash(c)"], ask=["bash(d)"], deny=["bash(e)"])
    scopes: tuple[Scope, ...] = ("session", "project", "always")
    for number, scope in enumerate(scopes):
        permissions.remember([f"bash(x{number})"], scope)
    assert permissions.described().splitlines() == [
        "deny   bash(e)  (configuration)",
        "ask    bash(d)  (configuration)",
        "allow  bash(c)  (configuration)",
        "allow  bash(x0)  (this session)",
        "allow  bash(x1)  (this project)",
        "allow  bash(x2)  (always)",
    ]


def test_a_person_may_also_have_things_asked_about_and_denied(gate: MakeGate, root: Path) -> None:
    permissions = gate(allow=["bash(make *)"])
    permissions.remember(["bash(make x)"], "project", "ask")
    permissions.remember(["bash(make y)", "read_file(*.key)"], "always", "deny")
    for one in (permissions, gate(allow=["bash(make *)"])):
        kinds = [type(one.judge("bash", Runs(f"make {name}", str(root)), Mode.ASK)) for name in "xyz"]
        assert kinds == [Ask, Deny, Allow]
        assert isinstance(one.judge("read_file", Reads((str(root / "a.key"),)), Mode.YOLO), Deny)
        assert isinstance(one.judge("bash", Runs("cat a.key", str(root)), Mode.ASK), Ask)
    assert permissions.described().splitlines()[:3] == [
        "deny   bash(make y)  (always)",
        "deny   read_file(*.key)  (always)",
        "ask    bash(make x)  (this project)",
    ]
    assert permissions.forget("bash(make y)")
    assert isinstance(permissions.judge("bash", Runs("make y", str(root)), Mode.ASK), Allow)
    assert isinstance(gate(allow=["bash(make *)"]).judge("bash", Runs("make y", str(root)), Mode.ASK), Allow)


def test_answers_add_up_and_do_not_repeat(gate: MakeGate, tmp_path: Path) -> None:
    for rule in ("bash(a)", "bash(b)", "bash(a)"):
        gate().remember([rule], "project")
    kept = next((tmp_path / "data/projects").iterdir())
    assert json.decode(kept.read_bytes())["allow"] == ["bash(a)", "bash(b)"]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [str(rule) for rule in gate().in_force.allow] == ["bash(a)", "bash(b)"]


def test_a_rule_that_cannot_be_read_is_not_remembered(gate: MakeGate) -> None:
    permissions = gate()
    with pytest.raises(UsageError):
        permissions.remember(["bash("], "session")
    assert permissions.in_force.allow == ()


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b'{"version":2,"allow":[]}', b'{"version":1,"allow":["bash"],"workspace":"/x"}'],
)
def test_a_corrupt_file_is_one_sentence_and_nothing_is_lost(gate: MakeGate, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data").mkdir()
    always = tmp_path / "data" / "always.json"
    always.write_bytes(content)
    permissions = gate()
    assert len(permissions.problems) == 1
    assert str(always) in permissions.problems[0]
    assert permissions.in_force.allow == ()
    permissions.remember(["bash(a)"], "always")
    assert (tmp_path / "data" / "always.broken").read_bytes() == content
    assert [str(rule) for rule in gate().in_force.allow] == ["bash(a)"]


def test_a_kept_rule_that_cannot_be_read_is_told_and_passed_over(gate: MakeGate, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "always.json").write_bytes(b'{"version":1,"allow":["bash(","bash(a)"]}')
    assert [str(rule) for rule in gate().in_force.allow] == ["bash(a)"]
    assert len(gate().problems) == 1


def test_decisions_are_logged_one_a_line(gate: MakeGate, root: Path, tmp_path: Path) -> None:
    permissions = gate(allow=["bash(make)"])
    for command, answer in (("make", ""), ("rm \udc80", "no: why"), ("x\ny", "yes")):
        effect = Runs(command, str(root))
        permissions.record("bash", effect, permissions.judge("bash", effect, Mode.ASK), answer)
    permissions.record("read_file", Reads(("/x",)), Deny("no", "r"), "")
    log = tmp_path / "state" / "decisions.jsonl"
    assert log.stat().st_mode & 0o777 == 0o600
    lines = [json.decode(line, type=Decision) for line in log.read_bytes().splitlines()]
    assert [(line.verdict, line.rule, line.answer) for line in lines] == [
        ("allow", "bash(make)", ""),
        ("ask", "shell", "no: why"),
        ("ask", "ask mode", "yes"),
        ("deny", "r", ""),
    ]
    assert all(line.workspace == str(root.resolve()) and line.time for line in lines)


def test_a_verdict_is_explained_part_by_part(gate: MakeGate) -> None:
    permissions = gate(allow=["bash(make)"], deny=["bash(curl *)"])
    assert permissions.explain("make", Mode.ASK) == (Row("make", "allow", "bash(make)", ""),)
    rows = permissions.explain("make && ls; curl x", Mode.ASK)
    assert [(row.command, row.verdict, row.rule) for row in rows] == [
        ("make && ls; curl x", "deny", "bash(curl *)"),
        ("make", "allow", "bash(make)"),
        ("ls", "allow", "ask mode"),
        ("curl x", "deny", "bash(curl *)"),
    ]
    assert rows[0].reason


def test_a_path_that_cannot_exist_is_denied(gate: MakeGate) -> None:
    verdict = gate().judge("read_file", Reads(("/a\0b",)), Mode.YOLO)
    assert isinstance(verdict, Deny)


def test_reads_of_nothing_are_asked_about(gate: MakeGate) -> None:
    assert isinstance(gate().judge("read_file", Reads(()), Mode.ASK), Ask)


def test_a_gate_without_files_still_judges(root: Path, home: Path) -> None:
    from agent_tui.permissions.gate import Permissions
    from agent_tui.permissions.paths import Confines
    from agent_tui.permissions.rules import Rules

    permissions = Permissions(Rules(), confines=Confines(root), home=home)
    permissions.remember(["bash(make)"], "always")
    permissions.record("bash", Runs("make", str(root)), Allow(), "")
    assert permissions.problems == ()
    assert isinstance(permissions.judge("bash", Runs("make", str(root)), Mode.ASK), Allow)


def test_a_remembered_rule_is_forgotten_for_good(tmp_path: Path) -> None:
    def gate() -> Permissions:
        return Permissions(
            parse_rules(), confines=Confines(tmp_path), home=tmp_path, store=Store(tmp_path / "rules", str(tmp_path))
        )

    first = gate()
    first.remember(("bash(make *)",), "project")
    assert isinstance(gate().judge("bash", Runs("make all", str(tmp_path)), Mode.ASK), Allow)
    assert first.forget("bash(make *)")
    assert not first.forget("bash(make *)")
    assert isinstance(first.judge("bash", Runs("make all", str(tmp_path)), Mode.ASK), Ask)
    assert isinstance(gate().judge("bash", Runs("make all", str(tmp_path)), Mode.ASK), Ask)
