from __future__ import annotations

import shlex
import time
from pathlib import Path

import pytest

from agent_tui.core.effects import Effect, Fetches, Reads, Runs, Unknown, Writes
from agent_tui.core.errors import UsageError
from agent_tui.core.verdicts import Allow, Ask, Deny, Mode
from agent_tui.permissions.rules import Rule, parse_rule
from tests.permissions.conftest import MakeGate


@pytest.mark.parametrize(
    "text", ["bash", "bash(git checkout *)", "web_fetch(domain:x.org)", "mcp__server__tool", "read_file(//etc/**)"]
)
def test_a_rule_reads_and_prints_alike(text: str) -> None:
    assert str(parse_rule(f" {text} ")) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bash(",
        "bash()",
        "bash( )",
        "(x)",
        "ba sh",
        "bash(x)y",
        "bash(echo 'x)",
        "web_fetch(x.org)",
        "web_fetch(domain:)",
        "web_fetch(domain:x y)",
        "read_file(!x)",
        "read_file(#x)",
        "mcp__a__b(x)",
        "*",
    ],
)
def test_a_broken_rule_is_one_sentence(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_rule(text)
    assert f"`{text}`" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("rule", "command", "matches"),
    [
        ("bash(git checkout *)", "git checkout", True),
        ("bash(git checkout *)", "git checkout a b", True),
        ("bash(git checkout *)", "git commit", False),
        ("bash(npm run test:*)", "npm run test:unit", True),
        ("bash(npm run test:*)", "npm run test", False),
        ("bash(npm run test:*)", "npm run test:unit x", False),
        ("bash(npm * dev)", "npm run dev", True),
        ("bash(make)", "make x", False),
        ("bash(echo 'a b')", 'tell; echo "a b"', False),
        ("bash(tool 'a b')", 'tool "a b"', True),
        ("bash(tool src/*)", "tool src/x", True),
        ("bash(tool src/*)", "tool src/*", False),
        ("bash(tool *)", "tool src/*", True),
        ("bash(tool .*)", "tool x", False),
        ("bash", "anything $(at) > all", True),
        ("bash*", "tool", True),
        ("other(tool *)", "tool x", False),
    ],
)
def test_patterns_of_commands(gate: MakeGate, root: Path, rule: str, command: str, matches: bool) -> None:
    verdict = gate(allow=[rule]).judge("bash", Runs(command, str(root)), Mode.ASK)
    assert isinstance(verdict, Allow) == matches


@pytest.mark.parametrize(
    ("rule", "path", "denied"),
    [
        ("read_file(.env)", "ROOT/.env", True),
        ("read_file(.env)", "ROOT/a/b/.env", True),
        ("read_file(.env)", "HOME/.env", True),
        ("read_file(*.pem)", "/etc/x.pem", True),
        ("read_file(/.env)", "ROOT/a/.env", False),
        ("read_file(./a/**)", "ROOT/a/b/c", True),
        ("read_file(/a/**)", "ROOT/b/a/c", False),
        ("read_file(~/secret.txt)", "HOME/secret.txt", True),
        ("read_file(~/secret.txt)", "ROOT/secret.txt", False),
        ("read_file(//etc/**)", "/etc/passwd", True),
        ("read_file(//etc/**)", "ROOT/etc/passwd", False),
        ("read_file(a/b)", "ROOT/a/b", True),
        ("read_file(a/b)", "ROOT/x/a/b", False),
        ("grep(.env)", "ROOT/.env", True),
        ("read_file", "ROOT/x", True),
        ("edit_file(.env)", "ROOT/.env", False),
    ],
)
def test_patterns_of_paths(gate: MakeGate, root: Path, home: Path, rule: str, path: str, denied: bool) -> None:
    placed = path.replace("ROOT", str(root)).replace("HOME", str(home))
    verdict = gate(deny=[rule]).judge("read_file", Reads((placed,)), Mode.ASK)
    assert isinstance(verdict, Deny) == denied


def test_an_allowed_path_must_be_spelled_out_beyond_the_project(gate: MakeGate, root: Path, home: Path) -> None:
    def allowed(rule: str, *paths: Path) -> bool:
        effect = Reads(tuple(map(str, paths)))
        return isinstance(gate(allow=[rule]).judge("read_file", effect, Mode.ASK), Allow)

    assert not allowed("read_file(secret.txt)", home / "secret.txt")
    assert allowed("read_file(~/secret.txt)", home / "secret.txt")
    assert allowed(f"read_file(/{home}/**)", home / "secret.txt")
    assert not allowed("read_file(~/secret.txt)", home / "secret.txt", Path("/etc/passwd"))
    assert not allowed("read_file(/out/**)", root / "out" / "secret.txt")


@pytest.mark.parametrize(
    ("rule", "tool", "names"),
    [
        ("mcp__a", "mcp__a__b", True),
        ("mcp__a__*", "mcp__a__b", True),
        ("mcp__a__b", "mcp__a__b", True),
        ("mcp__a__b", "mcp__a__bc", False),
        ("mcp__a", "mcp__ab__c", False),
        ("write_file", "edit_file", False),
    ],
)
def test_names_of_tools(rule: str, tool: str, names: bool) -> None:
    assert parse_rule(rule).names(tool) == names


def test_a_path_rule_holds_for_all_tools_of_its_kind() -> None:
    assert Rule("edit_file", "/x").names("write_file")
    assert not Rule("edit_file", "/x").names("read_file")


@pytest.mark.parametrize(
    ("tool", "effect"),
    [
        ("bash", Runs("make", "ROOT")),
        ("write_file", Writes(("ROOT/x",))),
        ("web_fetch", Fetches("https://x.org")),
        ("t", Unknown("t")),
    ],
)
def test_deny_comes_before_ask_and_ask_before_allow(gate: MakeGate, root: Path, tool: str, effect: Effect) -> None:
    match effect:
        case Runs(command=command):
            effect = Runs(command, str(root))
        case Writes():
            effect = Writes((str(root / "x"),))
        case _:
            pass
    assert isinstance(gate(allow=[tool]).judge(tool, effect, Mode.ASK), Allow)
    assert isinstance(gate(allow=[tool], ask=[tool]).judge(tool, effect, Mode.ASK), Ask)
    assert isinstance(gate(allow=[tool], ask=[tool]).judge(tool, effect, Mode.YOLO), Ask)
    verdict = gate(allow=[tool], ask=[tool], deny=[tool]).judge(tool, effect, Mode.YOLO)
    assert verdict == Deny(f"The rule `{tool}` forbids it.", tool)


@pytest.mark.parametrize(
    "command",
    [
        "sudo rm x",
        "env A=1 rm x",
        "xargs rm",
        "bash -c 'rm x'",
        "echo $(rm x)",
        "(rm x)",
        "/bin/rm x",
        "A=1 rm x",
        "timeout 5 rm x",
        "eval rm x",
        "bash -c 'bash -c \"rm x\"'",
        "if true; then rm x; fi",
        "ls && rm x",
    ],
)
def test_a_denied_command_is_found_wherever_it_hides(gate: MakeGate, root: Path, command: str) -> None:
    assert isinstance(gate(deny=["bash(rm *)"]).judge("bash", Runs(command, str(root)), Mode.YOLO), Deny)


@pytest.mark.parametrize("command", ["find . -exec rm {} +", "fd -x rm", "find . -name a -okdir /bin/rm x ';'"])
def test_what_is_run_on_files_found_is_judged_too(gate: MakeGate, root: Path, command: str) -> None:
    assert isinstance(gate(deny=["bash(rm *)"]).judge("bash", Runs(command, str(root)), Mode.YOLO), Deny)
    assert isinstance(gate(deny=["bash(rm *)"]).judge("bash", Runs("find . -name rm", str(root)), Mode.ASK), Allow)


def test_commands_are_unwrapped_to_a_depth_that_ends(gate: MakeGate, root: Path) -> None:
    deep = "bash -c " * 40 + "ls"
    assert isinstance(gate(deny=["bash(rm *)"]).judge("bash", Runs(deep, str(root)), Mode.ASK), Ask)


@pytest.mark.parametrize(
    "command", ["env" + " a" * 15_000, "eval" + " 'a b'" * 5_000, "find . -exec" + " -exec" * 5_000]
)
def test_very_many_words_are_judged_at_once_and_never_allowed(gate: MakeGate, root: Path, command: str) -> None:
    began = time.perf_counter()
    assert isinstance(gate(deny=["bash(rm *)"]).judge("bash", Runs(command, str(root)), Mode.YOLO), Ask)
    assert time.perf_counter() - began < 5


ACTING = (
    "find . -exec ls ';'", "find . -execdir ls ';'", "find . -name x -delete", "find . -fls x", "find . -fprintf x y",
    "fd -x ls", "fd --exec-batch ls", "rg --pre x y", "rg --pre=x y", "rg --hostname-bin=x y", "rg -nz x",
    "rg --search-zip x", "sort -o x y", "sort -ox y", "sort -uo x y", "sort --outp=x y", "sort --compress-program=x y",
    "git -c a=b log", "git -C .. log", "git --exec-path=x log", "git --git-dir x log", "git log --output=x",
    "git log --outp=x", "git diff --ext-diff", "git log -p --textconv", "git grep -O x", "git grep -Oless x",
    "git grep --open-files-in-pager=x y", "git log '--format=%G?'", "git log '--format=%(trailers:key=x)'",
    "git rebase -x ls", "git rebase --exec=ls main", "git fetch --upload-pack=x y", "tree -o x", "date -s x",
    "date --set=x", "file -C", "xxd -r x y", "base64 -ox y", "tar -xf x --to-command=y", "tar -I x -xf y",
    "tar --checkpoint-action=exec=x -cf y z", "sed s/a/b/e x", "sed -i s/a/b/ x", "sed -n 1,2p -i x", "sed -n 'w x' y",
    "awk 'BEGIN{system(\"x\")}'", "awk '{print > \"x\"}' y", "awk -f x y", "jq -f x y", "jq -rf x y", "uniq x y",
    "man -P x y",
)  # fmt: skip
PLAIN = (
    "git log --oneline", "git commit -m 'up by 100%'", "git switch -c x", "git --no-pager log -n 3", "sort -k 2 x",
    "sed -n 1,20p ../x", "awk '{print $1}' ../x", "find .. -name x", "rg -n x ..", "jq .a x", "tar -xf x", "uniq ../x",
    "git log -- -x --output=x", "fd -e py",
)  # fmt: skip


def wide(command: str) -> str:
    return f"bash({command.split(maxsplit=1)[0]} *)"


@pytest.mark.parametrize("command", ACTING)
def test_no_star_reaches_over_an_option_that_acts(gate: MakeGate, root: Path, command: str) -> None:
    effect = Runs(command, str(root))
    verdict = gate(allow=[wide(command)]).judge("bash", effect, Mode.ASK)
    assert isinstance(verdict, Ask)
    exact = f"bash({command})"
    if verdict.rule != "guard":
        assert verdict.offer in ((exact,), (f"bash({shlex.join(shlex.split(command))})",))
        assert isinstance(gate(allow=verdict.offer).judge("bash", effect, Mode.ASK), Allow)


@pytest.mark.parametrize("command", PLAIN)
def test_other_options_are_within_a_star(gate: MakeGate, root: Path, command: str) -> None:
    verdict = gate(allow=[wide(command)]).judge("bash", Runs(command, str(root)), Mode.ASK)
    assert isinstance(verdict, Allow)


def test_rules_for_reading_bind_commands_that_look(gate: MakeGate, root: Path) -> None:
    permissions = gate(deny=["read_file(*.key)"])
    for command, looks in (
        ("cat a.key", False),
        ("cat README.md", True),
        ("ls", True),
        ("grep -r x .", False),
        ("git log", False),
    ):
        assert isinstance(permissions.judge("bash", Runs(command, str(root)), Mode.ASK), Allow) == looks
