"""Ask, act, repeat."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from agent_tui.core.conversation import Conversation
from agent_tui.core.events import CallEnded, Event, Replied, StepBegan, Stopped
from agent_tui.core.messages import AssistantMessage, Call
from agent_tui.core.ports import Act, Model
from agent_tui.core.views import Result

CUT_SHORT = "Not run: the reply was cut off at its length limit. Continue with fewer or shorter calls."


async def turns(conversation: Conversation, model: Model, act: Act, limit: int) -> AsyncIterator[Event]:
    """Carry the conversation on until the model has no more calls, or `limit` requests were made.

    Every fact leaves as an event, the last one is `Stopped`. Cancelling the task that iterates stops the HTTP stream
    or the running calls; calls without a result then stay open in the conversation, for the caller to close.
    Raises `ModelFailed`.
    """
    for step in range(1, limit + 1):
        yield StepBegan(step, model.name)
        finish, reply = "", AssistantMessage()
        async for event in model.reply(conversation):
            if isinstance(event, Replied):
                finish, reply = event.finish, event.message
                conversation.add(reply)
            yield event
        if (stop := _stop(finish, reply)) is not None:
            yield stop
            return
        run = _cut_short if finish == "length" else act
        async for event in run(reply.calls):
            if isinstance(event, CallEnded):
                conversation.answer(event.message)
            yield event
    yield Stopped("limit", f"Stopped after {limit} requests to the model; say “continue” to go on.")


def _stop(finish: str, reply: AssistantMessage) -> Stopped | None:
    if finish == "content_filter":
        return Stopped("refused", "The provider refused to answer; rephrase, or choose another model with /model.")
    if reply.calls:
        return None
    if finish == "length":
        return Stopped("limit", "The answer reached the model's length limit; say “continue” for the rest.")
    return Stopped("done")


async def _cut_short(calls: Sequence[Call]) -> AsyncIterator[Event]:
    for call in calls:
        yield CallEnded(call.id, call.name, Result(CUT_SHORT, failed=True, summary="not run"), 0.0)
