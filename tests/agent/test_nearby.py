from __future__ import annotations

import asyncio
from collections.abc import Sequence

from agent_tui.agent.nearby import Guided
from agent_tui.core.messages import AssistantMessage, Call, Message, ToolMessage
from agent_tui.core.views import Result
from tests.support.scripted import ScriptedTools

BLOCK = '<instructions from="/AGENTS.md">\nbe kind\n</instructions>'


class Reading:
    """Reads a file through `Guided`, in a talk that the test writes."""

    def __init__(self, block: str = BLOCK, *, failed: bool = False) -> None:
        self.talk: Sequence[Message] = ()
        tools = ScriptedTools(lambda call, _: Result(call.id, failed=failed))
        self._guided = Guided(tools, lambda _: block, lambda: self.talk)

    async def text(self, call_id: str, tool: str = "read") -> str:
        action = self._guided.bind(Call(call_id, tool, "{}"))
        return (await action.run(lambda _: None)).text


async def test_the_first_read_brings_the_instructions_and_no_other_does() -> None:
    reading = Reading()
    assert await reading.text("1") == f"1\n\n{BLOCK}"
    reading.talk = (AssistantMessage(calls=(Call("1", "read", "{}"),)), ToolMessage("1", "read", f"1\n\n{BLOCK}"))
    assert await reading.text("2") == "2"


async def test_reads_that_run_together_bring_them_once() -> None:
    reading = Reading()
    reading.talk = (AssistantMessage(calls=(Call("1", "read", "{}"), Call("2", "read", "{}"))),)
    texts = await asyncio.gather(reading.text("1"), reading.text("2"))
    assert "".join(texts).count(BLOCK) == 1


async def test_what_the_talk_no_longer_holds_is_told_again() -> None:
    reading = Reading()
    await reading.text("1")
    reading.talk = (AssistantMessage(calls=(Call("1", "read", "{}"),)), ToolMessage("1", "read", "[trimmed]"))
    assert BLOCK in await reading.text("2")
    reading.talk = ()
    assert BLOCK in await reading.text("3")


async def test_only_reads_that_worked_bring_any() -> None:
    assert await Reading().text("1", "write") == "1"
    assert await Reading(failed=True).text("1") == "1"
    assert await Reading("").text("1") == "1"
