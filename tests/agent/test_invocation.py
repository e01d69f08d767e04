"""A command that somebody wrote, as a turn."""

from __future__ import annotations

import asyncio

from agent_tui.agent.commands import Commands
from agent_tui.agent.dispatch import Dispatch
from agent_tui.agent.invocation import Invocations
from agent_tui.agent.lending import Lending
from agent_tui.agent.state import SessionState
from agent_tui.core.custom import CustomCommand
from agent_tui.core.events import Event, ModelChanged, Notice, Stopped
from agent_tui.core.ops import Invoke, Say
from agent_tui.core.verdicts import Mode
from tests.support.scripted import FlatPrices, ScriptedGate


def no_tools() -> Dispatch:
    """For prompts that run nothing."""
    raise AssertionError("no command was to be run")


class Bench:
    """Commands whose turns are only written down, with the model and the rules that they had."""

    def __init__(self, *customs: CustomCommand) -> None:
        self.told: list[Event] = []
        self.turns: list[tuple[Say, str, tuple[str, ...]]] = []
        self.state = SessionState("s", "/x", "0", "acme/own", Mode.ASK)
        self.gate = ScriptedGate()
        self.lending = Lending(self.state, FlatPrices(), self.told.append)
        self.chosen = ""
        """What the person makes the model during the turn."""
        commands = Commands(no_tools, [], self.told.append)
        self.invocations = Invocations(customs, commands, self.gate, self.lending, self._named, self.told.append)

    async def invoke(self, name: str, arguments: str = "") -> None:
        await self.invocations.carry_out(Invoke(name, arguments), self._turn)

    def _named(self, name: str) -> str:
        return f"acme/{name}" if name in ("own", "small") else ""

    async def _turn(self, say: Say) -> None:
        self.turns.append((say, self.state.model, self.gate.granted))
        if self.chosen:
            self.lending.choose(self.chosen)


async def test_a_plain_one_is_said_with_the_sessions_model_and_rules() -> None:
    bench = Bench(CustomCommand("plain", "Look at $1."))
    await bench.invoke("plain", "it")
    assert bench.turns == [(Say("Look at it.", shown="/plain it"), "acme/own", ())]
    assert bench.told == []


async def test_a_model_is_lent_for_the_turn() -> None:
    bench = Bench(CustomCommand("quick", "Look.", model="small"), CustomCommand("same", "Look.", model="own"))
    await bench.invoke("quick")
    assert [turn[1] for turn in bench.turns] == ["acme/small"]
    window = FlatPrices().window("acme/small")
    assert bench.told == [ModelChanged("acme/small", window, lent=True), ModelChanged("acme/own", window)]
    await bench.invoke("same")
    assert len(bench.told) == 2


async def test_what_the_person_chooses_meanwhile_stays() -> None:
    for chosen in ("acme/third", "acme/small"):
        bench = Bench(CustomCommand("quick", "Look.", model="small"))
        bench.chosen = chosen
        await bench.invoke("quick")
        assert bench.state.model == chosen


async def test_an_unknown_model_is_told_and_nothing_is_said() -> None:
    bench = Bench(CustomCommand("quick", "Look.", model="opus", allows=("bash",)))
    await bench.invoke("quick")
    sentence = (
        "/quick was not sent: its file names the model opus, and no such model is known; name it there as "
        "provider/name, such as openai/gpt-5, or leave it out."
    )
    assert (bench.turns, bench.told) == ([], [Stopped("refused", sentence)])


async def test_rules_hold_for_the_turn_and_are_told() -> None:
    rules = ("bash(git diff *)", "read_file")
    bench = Bench(CustomCommand("ship", "Ship.", allows=rules, unheeded=("Skill",)), CustomCommand("plain", "Look."))
    await bench.invoke("ship")
    await bench.invoke("plain")
    assert [turn[2] for turn in bench.turns] == [rules, ()]
    assert bench.told == [
        Notice("/ship allows for this turn, where nothing speaks against it: bash(git diff *), read_file"),
        Notice("In allowed-tools of /ship this names no tool that is here, and allows nothing: Skill", "warning"),
    ]


async def test_the_rules_and_the_model_go_with_a_turn_that_is_broken_off() -> None:
    bench = Bench(CustomCommand("ship", "Ship.", model="small", allows=("bash",)))

    began = asyncio.Event()

    async def turn(_: Say) -> None:
        began.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(bench.invocations.carry_out(Invoke("ship"), turn))
    await began.wait()
    assert (bench.state.model, bench.gate.granted) == ("acme/small", ("bash",))
    task.cancel()
    await asyncio.wait([task])
    assert (bench.state.model, bench.state.own_model, bench.gate.granted) == ("acme/own", "", ())
