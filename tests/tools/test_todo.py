from __future__ import annotations

import pytest

from agent_tui.core.effects import Notes
from agent_tui.core.errors import ToolFailed
from agent_tui.core.messages import Call
from agent_tui.core.views import Result, Todo, Todos
from agent_tui.tools.registry import Tools
from agent_tui.tools.todo import todo


async def plan(arguments: str) -> Result:
    action = Tools((todo,), {}).bind(Call("1", "todo", arguments))
    assert action.effect == Notes()
    return await action.run(lambda _: None)


async def test_the_whole_plan_is_shown_and_told() -> None:
    result = await plan(
        '{"items": [{"text": "a", "state": "done"}, {"text": "b", "state": "in_progress"}, {"text": "c"}]}'
    )

    assert result == Result(
        "[x] a\n[>] b\n[ ] c",
        Todos((Todo("a", "done"), Todo("b", "in_progress"), Todo("c", "pending"))),
        summary="1 of 3 done",
    )


async def test_an_empty_plan_clears_it() -> None:
    assert (await plan('{"items": []}')).view == Todos(())


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ('{"items": [{"text": "a", "state": "in_progress"}, {"text": "b", "state": "in_progress"}]}', "Only one item"),
        ('{"items": [{"text": ""}]}', "length"),
        ('{"items": [{"text": "a", "state": "later"}]}', "later"),
        ('{"items": [{"text": "a", "owner": "b"}]}', "owner"),
        ("{}", "items"),
    ],
)
async def test_a_wrong_plan_is_refused(arguments: str, why: str) -> None:
    with pytest.raises(ToolFailed, match=why):
        await plan(arguments)
