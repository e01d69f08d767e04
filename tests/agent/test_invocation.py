"""A command that somebody wrote, as the words of a turn."""

from __future__ import annotations

import pytest

from agent_tui.agent.commands import Commands
from agent_tui.agent.dispatch import Dispatch
from agent_tui.agent.invocation import Invocations
from agent_tui.core.custom import CustomCommand
from agent_tui.core.events import Event, Notice
from agent_tui.core.ops import Invoke, Say


def no_tools() -> Dispatch:
    """For prompts that run nothing."""
    raise AssertionError("no command was to be run")


@pytest.mark.asyncio
async def test_what_its_head_asks_for_in_vain_is_told_once_it_is_used() -> None:
    told: list[Event] = []
    customs = (CustomCommand("plain", "Look."), CustomCommand("ship", "Ship $1.", unheeded=("allowed-tools", "model")))
    invocations = Invocations(customs, Commands(no_tools, [], told.append), told.append)
    assert await invocations.words(Invoke("plain", "")) == Say("Look.", shown="/plain")
    assert told == []
    assert await invocations.words(Invoke("ship", "main")) == Say("Ship main.", shown="/ship main")
    sentence = (
        "/ship names allowed-tools and model, which agent does not heed: the mode, rules and model in force hold."
    )
    assert told == [Notice(sentence, "warning")]
