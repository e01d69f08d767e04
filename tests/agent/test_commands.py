"""Commands of the person, in real shells beside a scripted model."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from agent_tui.core.events import Asked, CallEnded, CallProgress, CommandBegan, CommandEnded, Event, Steered, Stopped
from agent_tui.core.messages import UserMessage
from agent_tui.core.ops import Answer, Interrupt, Run, Say
from agent_tui.core.verdicts import Ask
from agent_tui.core.views import Screen
from agent_tui.session.restore import restored
from agent_tui.tools.bash import bash
from agent_tui.tools.jobs import Jobs
from agent_tui.tools.registry import Tools
from agent_tui.tools.shell import Shell
from agent_tui.tools.workspace import Workspace
from tests.agent.test_engine import Bench
from tests.support.scripted import ScriptedGate, call, say


def tools(folder: Path) -> Tools:
    shell = Shell(folder, folder, {"PATH": "/usr/bin:/bin"})
    return Tools((bash,), {"ws": Workspace(folder, folder), "shell": shell, "jobs": Jobs(shell)})


def last_of(events: list[Event]) -> CommandEnded:
    ended = events[-1]
    assert isinstance(ended, CommandEnded)
    return ended


def told(bench: Bench) -> list[str]:
    return [
        message.text
        for message in bench.conversation.messages
        if isinstance(message, UserMessage) and message.source == "command"
    ]


async def test_the_model_hears_of_a_command_with_the_next_words(tmp_path: Path) -> None:
    bench = Bench(say("I see"), own=tools(tmp_path))
    bench.engine.send(Run("echo one; exit 3"))
    ended = last_of(await bench.until(CommandEnded))
    assert isinstance(ended.result.view, Screen)
    assert (ended.result.view.output, ended.result.view.exit_code) == ("one\n", 3)
    assert not bench.provider.heard

    bench.engine.send(Say("what is wrong?"))
    await bench.until(Stopped)
    sources = [m.source for m in bench.conversation.messages if isinstance(m, UserMessage)]
    assert sources == ["environment", "command", "person"]
    assert "$ echo one; exit 3\none\n[exit 3" in told(bench)[0]


async def test_a_command_that_is_not_told_stays_with_the_person(tmp_path: Path) -> None:
    bench = Bench(say("hello"), own=tools(tmp_path))
    bench.engine.send(Run("echo secret", told=False))
    assert last_of(await bench.until(CommandEnded)).message is None
    bench.engine.send(Say("hello"))
    await bench.until(Stopped)
    assert told(bench) == []


async def test_a_command_runs_beside_a_turn_and_joins_it(tmp_path: Path) -> None:
    going = asyncio.Event()

    async def work() -> str:
        await going.wait()
        return "read"

    bench = Bench(say("look", call("read")), say("done"), work=lambda *_: work(), own=tools(tmp_path))
    bench.engine.send(Say("go"))
    bench.engine.send(Run("echo beside"))
    await bench.until(CommandEnded)
    going.set()
    events = await bench.until(Stopped)
    assert [event.message.text for event in events if isinstance(event, Steered)] == told(bench)
    assert "beside" in told(bench)[0]
    assert not any(event.result.failed for event in events if isinstance(event, CallEnded))


async def test_an_interruption_stops_the_command_and_not_the_turn(tmp_path: Path) -> None:
    bench = Bench(say("thinking…"), own=tools(tmp_path))
    bench.engine.send(Say("go"))
    bench.engine.send(Run("echo begun; sleep 60"))
    bench.engine.send(Run("echo waits"))
    await bench.until(CallProgress)
    bench.engine.send(Interrupt())
    ended = [event for event in await bench.until(CommandEnded, 2) if isinstance(event, CommandEnded)]
    assert {event.result.text for event in ended} == {"begun\n[stopped by the user]", "[stopped by the user]"}
    bench.engine.send(Interrupt())
    assert (await bench.stopped()).reason == "interrupted"


@pytest.mark.parametrize("allow", [True, False])
async def test_the_guard_may_ask_first(tmp_path: Path, allow: bool) -> None:
    bench = Bench(own=tools(tmp_path))
    bench.gate = ScriptedGate(bash=Ask("It deletes much.", "guard"))
    bench.engine.send(Run("touch made"))
    asked = (await bench.until(Asked))[-1]
    assert isinstance(asked, Asked)
    bench.engine.send(Answer(asked.call_id, allow=allow))
    ended = last_of(await bench.until(CommandEnded))
    assert (ended.denied, ended.message is None) == (not allow, not allow)
    assert (tmp_path / "made").exists() is allow


async def test_a_continued_session_tells_what_was_not_heard(tmp_path: Path) -> None:
    bench = Bench(say("hello"), own=tools(tmp_path))
    bench.engine.send(Run("echo first"))
    await bench.until(CommandEnded)
    bench.engine.send(Say("hello"))
    await bench.until(Stopped)
    bench.engine.send(Run("echo second"))
    await bench.until(CommandEnded)
    await bench.engine.close()

    again = restored(bench.journal.written)
    later = Bench(say("I see"), own=tools(tmp_path), history=again.history)
    later.conversation.replace(again.messages)
    later.engine.send(Say("and now?"))
    await later.until(Stopped)
    assert [text.count("first") for text in told(later)] == [2, 0]
    assert [text.count("second") for text in told(later)] == [0, 2]


async def test_closing_stops_what_runs(tmp_path: Path) -> None:
    bench = Bench(own=tools(tmp_path))
    bench.engine.send(Run("echo begun; sleep 60"))
    await bench.until(CommandBegan)
    await bench.engine.close()
    assert isinstance(bench.journal.written[-1], CommandEnded)
