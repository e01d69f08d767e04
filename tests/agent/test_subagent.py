from __future__ import annotations

import asyncio

import pytest

from agent_tui.agent.context import Context
from agent_tui.agent.dispatch import Dispatch
from agent_tui.agent.outfit import Outfit
from agent_tui.agent.subagent import Messages, Subagents
from agent_tui.core.errors import FailureKind, ModelFailed, ToolFailed
from agent_tui.core.events import Answered, Asked, Event, Replied, TaskAdvanced
from agent_tui.core.messages import Call, Request, UserMessage
from agent_tui.core.ops import Answer
from agent_tui.core.ports import Progress
from agent_tui.core.verdicts import Ask, Mode
from agent_tui.core.views import Text
from tests.support.scripted import ScriptedGate, ScriptedProvider, ScriptedTools, call, say

ENVIRONMENT = UserMessage("env", source="environment")


async def ground() -> tuple[UserMessage, ...]:
    return (ENVIRONMENT,)


def subagents(provider: ScriptedProvider, gate: ScriptedGate | None = None, limit: int = 5) -> Subagents:
    def work(one: Call, _: Progress) -> str:
        return f"did {one.id}"

    context = Context(provider, lambda: "scripted", lambda _: Outfit("system", ()))

    def dispatch(messages: Messages) -> Dispatch:
        assert messages()[0] == ENVIRONMENT
        return Dispatch(ScriptedTools(work), gate or ScriptedGate(), lambda: Mode.ASK)

    return Subagents(lambda: context, dispatch, ground, limit)


async def test_a_task_sees_only_itself_and_returns_its_last_words() -> None:
    provider = ScriptedProvider(say("looking", call("read", "a")), say("it is in cart.py"))
    tasks = subagents(provider)
    reported: list[Event] = []
    tasks.report = reported.append
    lines: list[str] = []

    result = await tasks.run("find it", "t", lines.append)

    assert result.text == "it is in cart.py"
    assert result.summary == "1 call · 220 tokens ≈ $0.0020"
    assert provider.heard[0].messages == (ENVIRONMENT, UserMessage("find it"))
    assert sum(isinstance(event, Replied) for event in reported) == 2
    assert lines[0].startswith("✓ read  read")


async def test_how_far_it_is_is_told_under_the_call_that_gave_it_away() -> None:
    tasks = subagents(ScriptedProvider(say("", call("read", "a")), say("it is in cart.py")))
    reported: list[Event] = []
    tasks.report = reported.append

    result = await tasks.run("find it", "t", lambda _: None)

    told = [event for event in reported if isinstance(event, TaskAdvanced)]
    assert {event.call_id for event in told} == {"t"}
    assert [(event.calls, len(event.running)) for event in told] == [(0, 0), (1, 1), (1, 0), (1, 0)]
    assert [event.usage.total_tokens for event in told] == [110, 110, 110, 220]
    assert told[-1].summary == result.summary
    assert isinstance(result.view, Text)
    done, words = result.view.text, result.view.answer
    assert done.startswith("✓ read  ")
    assert words == "it is in cart.py"


async def test_its_questions_are_the_persons() -> None:
    provider = ScriptedProvider(say("", call("read", "outside")), say("done"))
    tasks = subagents(provider, ScriptedGate(read=Ask("outside the workspace")))

    def answer(event: Event) -> None:
        if isinstance(event, Asked):
            asyncio.get_running_loop().call_soon(tasks.answer, Answer(event.call_id, True))
        else:
            assert isinstance(event, Answered | Replied | TaskAdvanced)

    tasks.report = answer
    assert (await tasks.run("look", "t", lambda _: None)).text == "done"
    assert not tasks.answer(Answer("outside", True))


async def test_a_limit_is_told_with_what_there_is() -> None:
    def endless(request: Request) -> Replied:
        return say("still looking", call("read", f"c{len(request.messages)}"))

    result = await subagents(ScriptedProvider(endless, endless), limit=2).run("look", "t", lambda _: None)
    assert result.text.startswith("still looking\n\n[Stopped after 2 requests")


async def test_a_failed_request_fails_the_call() -> None:
    with pytest.raises(ToolFailed, match="The task failed: Down"):
        await subagents(ScriptedProvider(ModelFailed(FailureKind.SERVER, "Down."))).run("look", "t", lambda _: None)
