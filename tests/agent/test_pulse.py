from __future__ import annotations

from agent_tui.agent.pulse import Pulse
from agent_tui.core.events import Notice, Replied, Vitals
from agent_tui.core.messages import AssistantMessage, Usage
from agent_tui.core.vitals import Kept, LastRequest, ModelProcess


async def test_nothing_is_told_of_requests_before_there_was_one() -> None:
    pulse = Pulse(lambda: 0.0)
    pulse.observe(Notice("Welcome."))
    assert await pulse.taken() == Vitals((Kept("prompt cache", 0, 0),), ())


async def test_the_newest_reply_and_all_that_was_cached_are_told() -> None:
    now = [100.0]
    process = ModelProcess(1, 2)

    async def processes() -> tuple[ModelProcess, ...]:
        return (process,)

    pulse = Pulse(lambda: now[0], lambda: (Kept("files", 1, 2),), processes)
    for model, cached in (("a/x", 0), ("b/y", 900)):
        message = AssistantMessage("Done.", model=model)
        pulse.observe(Replied(message, Usage(1_000, 10, cached_tokens=cached), "stop", 2.0, 0.5))
    now[0] += 7
    expected = Vitals(
        (Kept("files", 1, 2), Kept("prompt cache", 900, 1_100)), (process,), LastRequest("b/y", 2.0, 0.5, 7.0)
    )
    assert await pulse.taken() == expected
