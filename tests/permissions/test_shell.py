from __future__ import annotations

import pytest

from agent_tui.core.verdicts import Allow, Ask
from agent_tui.permissions.shell import LONGEST, parse
from tests.permissions.commands import ALLOW_RULES, ALLOWED, ASKED
from tests.permissions.conftest import Judge


@pytest.mark.parametrize("command", ALLOWED)
def test_plain_commands_are_allowed(judge: Judge, command: str) -> None:
    verdict = judge(command, allow=ALLOW_RULES)
    assert isinstance(verdict, Allow), verdict


@pytest.mark.parametrize("command", ASKED)
def test_all_else_is_asked_about(judge: Judge, command: str) -> None:
    verdict = judge(command, allow=ALLOW_RULES)
    assert isinstance(verdict, Ask), verdict
    assert verdict.reason


def test_the_table_is_large_enough() -> None:
    assert len(set(ALLOWED)) + len(set(ASKED)) >= 150
    assert not set(ALLOWED) & set(ASKED)


@pytest.mark.parametrize(
    "command",
    ["ls" + " && ls" * 4000, "ls" + "; ls" * 5000, "(" * 9000 + "ls", "ls " + "x" * LONGEST, "echo " + "'" * 9001],
)
def test_long_and_deep_commands_are_judged_without_failing(command: str) -> None:
    script = parse(command)
    assert script.plain == (command.startswith("ls") and len(command) <= LONGEST)


def test_text_that_is_no_text_is_in_doubt() -> None:
    assert parse("echo \udc80").doubt == "it is not valid text"


def test_parts_are_what_bash_passes_on() -> None:
    script = parse("echo 'a b'c \"d\" 1 -x=y; cd x")
    assert [part.words for part in script.parts] == [("echo", "a bc", "d", "1", "-x=y"), ("cd", "x")]
    assert script.plain
    assert script.first_doubt == ""


def test_characters_beyond_ascii_are_letters_and_crash_nothing() -> None:
    script = parse("git commit -m 'déjà vu \U0010fffe' \"naïve.py\"")
    assert script.plain
    assert script.parts[0].words == ("git", "commit", "-m", "déjà vu \U0010fffe", "naïve.py")
    assert parse("ls naïve.py").parts[0].words == ("ls", "naïve.py")
    # The scanner of the grammar looks such characters up past the end of a table: many make a crash likely.
    for start in range(0x80, 0x110000, 0x3FD):
        if not 0xD800 <= start <= 0xDFFF:
            parse(f"echo {chr(start) * 3} <<{chr(start)}")
