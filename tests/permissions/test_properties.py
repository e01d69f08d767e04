from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path
from shutil import which

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_tui.core.effects import Writes
from agent_tui.core.verdicts import Allow, Mode
from agent_tui.permissions.gate import Permissions
from agent_tui.permissions.paths import Confines
from agent_tui.permissions.rules import parse_rules
from agent_tui.permissions.shell import parse


class Bash:
    """A real bash in an empty directory, asked over and over what it passes on."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def words(self, command: str) -> list[str] | None:
        """The words after expansion; None where bash cannot read the command."""
        ended = subprocess.run(
            [which("bash") or "/bin/bash", "-c", f"printf '%s\\0' {command}"],
            cwd=self._directory,
            env={"HOME": "/nowhere", "IFS": " \t\n", "x": "set", "PATH": "/nonexistent"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=10,
            check=False,
        )
        if ended.returncode != 0:
            return None
        return ended.stdout.decode(errors="surrogateescape").split("\0")[:-1]


@pytest.fixture(scope="module")
def bash(tmp_path_factory: pytest.TempPathFactory) -> Bash:
    return Bash(tmp_path_factory.mktemp("empty"))


PIECES = st.sampled_from(
    (
        "a",
        "ls",
        "-x",
        "--y=z",
        "1",
        "/",
        ".",
        "..",
        "~",
        "~root",
        "$x",
        "${x}",
        "${x@P}",
        "$(echo b)",
        "`echo b`",
        "'",
        '"',
        "'q r'",
        '"q r"',
        "\\",
        "\\ ",
        "$'\\x72'",
        '$"t"',
        "{a,b}",
        "{1..2}",
        "*",
        "?",
        "[a]",
        "=",
        ":",
        "%",
        "@",
        "+",
        ",",
        "^",
        "!",
        "#",
        "#a",
        "\t",
        " ",
        "  ",
        "é",
        "\u00a0",
        "\u200b",
        "\x7f",
        "''",
        '""',
        "$",
        "$$",
        "&",
        "a=~",
        "b:~",
        "\\\n",
        "~1",
        "a~",
        "_",
        "-",
        "--",
        "{",
        "}",
        "$((1+1))",
        "${!x}",
        "~+",
        "0x1",
        "10#1",
        "=~",
        "'a'~",
        '"b"*',
    )
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, min_size=1, max_size=6).map("".join))
def test_words_without_doubt_are_exactly_what_bash_passes_on(bash: Bash, text: str) -> None:
    script = parse(f"echo {text}")
    if script.plain and len(script.parts) == 1:
        assert bash.words(text) == (list(script.parts[0].words[1:]) or [""])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12))
def test_any_text_without_doubt_is_exactly_what_bash_passes_on(bash: Bash, text: str) -> None:
    script = parse(f"echo {text}")
    if script.plain and len(script.parts) == 1:
        assert bash.words(text) == (list(script.parts[0].words[1:]) or [""])


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_any_text_at_all_can_be_judged(text: str) -> None:
    script = parse(text)
    assert script.plain == (not script.first_doubt)


NAMES = st.sampled_from(("a", "b", "out", "up", "loop", "..", ".", "a b", "é"))


@pytest.fixture(scope="module")
def mazes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace full of links: into itself, out of it, up and round in circles."""
    base = tmp_path_factory.mktemp("maze")
    root = base / "root"
    for inner in (root, root / "a", root / "a" / "b", root / "b"):
        inner.mkdir()
        (inner / "up").symlink_to("..")
        (inner / "loop").symlink_to("loop")
        (inner / "out").symlink_to(base)
    return root


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NAMES, min_size=1, max_size=6))
def test_a_write_that_is_allowed_lands_inside(mazes: Path, names: list[str]) -> None:
    path = "/".join((str(mazes), *names))
    gate = Permissions(parse_rules(), confines=Confines(mazes), home=mazes.parent)
    verdict = gate.judge("write_file", Writes((path,)), Mode.EDITS)
    if isinstance(verdict, Allow):
        # What cannot be opened at all, such as a path through a link to itself, can do no harm either.
        with suppress(OSError):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text("landed")
            assert Path(path).resolve().is_relative_to(mazes.resolve())
    assert {found.name for found in mazes.parent.iterdir()} == {"root"}
