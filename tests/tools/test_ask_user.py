from __future__ import annotations

import msgspec
import pytest

from agent_tui.core.effects import Asks
from agent_tui.core.errors import ToolFailed
from agent_tui.core.messages import Call
from agent_tui.core.ports import Action, Ask
from agent_tui.core.views import Question, Questions, Result
from agent_tui.tools.ask_user import ask_user
from agent_tui.tools.registry import Tools


def asking(ask: Ask, *questions: dict[str, object]) -> Action:
    arguments = msgspec.json.encode({"questions": questions}).decode()
    return Tools((ask_user,), {"ask": ask}).bind(Call("1", "ask_user", arguments))


async def test_each_question_comes_back_with_its_answer() -> None:
    async def ask(questions: Questions) -> tuple[str, ...]:
        return tuple(f"answer {number}" for number, _ in enumerate(questions.items, 1))

    action = asking(ask, {"text": "Which?", "options": ["a", "b"], "several": True}, {"text": "Why?"})

    assert action.effect == Asks()
    assert action.title == "Which?"
    assert await action.run(lambda _: None) == Result(
        "Which?\n> answer 1\nWhy?\n> answer 2",
        Questions((Question("Which?", ("a", "b"), True), Question("Why?")), ("answer 1", "answer 2")),
        summary="answer 1 · answer 2",
    )


async def never(_: Questions) -> tuple[str, ...]:
    raise AssertionError("it was asked")


@pytest.mark.parametrize("questions", [[], [{"text": "?"}] * 5, [{"text": ""}], [{"text": "?", "options": ["x"] * 9}]])
def test_there_are_one_to_four_questions(questions: list[dict[str, object]]) -> None:
    with pytest.raises(ToolFailed, match="length"):
        asking(never, *questions)
