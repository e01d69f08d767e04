from __future__ import annotations

import pytest

from agent_tui.tui.early.answers import Answers, dark_by


@pytest.mark.parametrize(
    ("answer", "dark"),
    [
        ("\x1b]11;rgb:1414/1616/1a1a\x1b\\", True),
        ("\x1b]11;rgb:fb/fa/f7\x07", False),
        ("\x1b]11;rgba:ffff/ffff/ffff/8000\x9c", False),
        ("\x1b]11;what is this\x07", None),
    ],
)
def test_an_answer_is_heard_and_not_typed(answer: str, dark: bool | None) -> None:
    answers = Answers()
    assert answers.taken_from(f"be{answer}fore") == "before"
    assert answers.dark is dark


@pytest.mark.parametrize("end", ["\x1b\\", "\x07"])
def test_an_answer_may_be_cut_anywhere_that_is_not_also_a_key(end: str) -> None:
    answer = f"\x1b]11;rgb:fbfb/fafa/f7f7{end}"
    for at in (1, *range(5, len(answer))):
        answers = Answers()
        typed = answers.taken_from(f"a{answer[:at]}") + answers.taken_from(f"{answer[at:]}b")
        assert typed.replace("\x1b", "") == "ab", at
        assert answers.dark is False
        assert answers.whole


def test_keys_are_never_held_back() -> None:
    answers = Answers()
    for keys in ("\x1b", "\x1b]", "]11;", "\x1b[A", "\x1b]1", "x" * 100):
        assert answers.taken_from(keys) == keys
        assert answers.whole


def test_what_never_ends_is_not_held_for_ever() -> None:
    answers = Answers()
    endless = "\x1b]11;" + "a" * 100
    assert answers.taken_from(endless) == endless


@pytest.mark.parametrize(
    ("value", "dark"), [("15;0", True), ("0;15", False), ("0;default;7", False), ("", None), ("default", None)]
)
def test_the_environment_may_say_it(value: str, dark: bool | None) -> None:
    assert dark_by({"COLORFGBG": value}) is dark
