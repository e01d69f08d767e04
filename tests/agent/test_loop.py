from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from agent_tui.agent.context import Context
from agent_tui.agent.loop import turns
from agent_tui.agent.outfit import Outfit
from agent_tui.core.conversation import Conversation
from agent_tui.core.events import CallEnded, Event, StepBegan, Stopped
from agent_tui.core.messages import AssistantMessage, Call, ToolMessage, UserMessage
from agent_tui.core.views import Result
from tests.support.scripted import ScriptedProvider, call, say


def _model(provider: ScriptedProvider) -> Context:
    return Context(provider, lambda: "scripted", lambda _: Outfit("system", ()))


async def _echo(calls: Sequence[Call]) -> AsyncIterator[Event]:
    for one in reversed(calls):
        yield CallEnded(one.id, one.name, Result(f"result of {one.id}"), 0.0)


async def _collect(provider: ScriptedProvider, conversation: Conversation, limit: int = 9) -> list[Event]:
    return [event async for event in turns(conversation, _model(provider), _echo, limit)]


async def test_results_join_in_call_order_and_the_model_hears_them() -> None:
    a, b = call("read", "a"), call("read", "b")
    provider = ScriptedProvider(say("look", a, b), say("done"))
    talk = Conversation([UserMessage("go")])

    events = await _collect(provider, talk)

    assert events[-1] == Stopped("done")
    assert [event.step for event in events if isinstance(event, StepBegan)] == [1, 2]
    assert talk.messages[2:4] == (ToolMessage("a", "read", "result of a"), ToolMessage("b", "read", "result of b"))
    assert provider.heard[1].messages == talk.messages[:-1]


async def test_stops_at_the_limit_with_a_valid_conversation() -> None:
    provider = ScriptedProvider(*(say("", call("read", f"c{n}")) for n in range(3)))
    talk = Conversation([UserMessage("go")])

    events = await _collect(provider, talk, limit=3)

    assert events[-1] == Stopped("limit", "Stopped after 3 requests to the model; say “continue” to go on.")
    assert not talk.open_calls


async def test_a_reply_cut_at_its_length_runs_no_call() -> None:
    provider = ScriptedProvider(say("", call("read", "a"), finish="length"), say("shorter"))
    talk = Conversation([UserMessage("go")])

    events = await _collect(provider, talk)

    ended = [event for event in events if isinstance(event, CallEnded)]
    assert [event.result.failed for event in ended] == [True]
    assert isinstance(talk.messages[-1], AssistantMessage)
    assert talk.messages[-1].text == "shorter"


async def test_a_refusal_of_the_provider_stops_the_turn() -> None:
    events = await _collect(ScriptedProvider(say("no", finish="content_filter")), Conversation([UserMessage("go")]))
    assert isinstance(events[-1], Stopped)
    assert events[-1].reason == "refused"
