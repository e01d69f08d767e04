from __future__ import annotations

import pytest

from agent_tui.cli.flags import read
from agent_tui.core.errors import UsageError


def test_run_takes_flags_in_any_place() -> None:
    given = read(["run", "-mdemo", "fix", "it", "--max-turns=3", "--output-format", "json"])
    assert (given.headless, given.prompt, given.output) == (True, "fix it", "json")
    assert given.settings == {"model.name": "demo", "max_steps": "3"}


def test_a_printed_prompt_is_headless() -> None:
    assert read(["-p", "hello"]).headless
    assert not read(["hello", "there"]).headless


def test_after_two_dashes_all_is_prompt() -> None:
    assert read(["run", "--", "--model", "x"]).prompt == "--model x"


def test_a_switch_sets_what_they_say() -> None:
    assert read(["-c"]).continue_latest
    assert read(["--fast-startup"]).settings == {"performance.fast_startup": True}
    assert read(["--no-fast-startup"]).settings == {"performance.fast_startup": False}


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--modl", "x"], "did you mean --model"),
        (["--model"], "--model MODEL"),
        (["-c=1"], "takes no value"),
        (["--output-format", "xml", "-p", "x"], "stream-json"),
        (["-c", "--resume", "x"], "not both"),
        (["run", "-p", "a", "b"], "two prompts"),
        (["confg"], "agent config"),
    ],
)
def test_a_slip_gets_one_sentence(arguments: list[str], part: str) -> None:
    with pytest.raises(UsageError, match=r"^.*$") as caught:
        read(arguments)
    assert part in str(caught.value)
