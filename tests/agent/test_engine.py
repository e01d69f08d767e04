from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise

from agent_tui.agent.compaction import Compaction
from agent_tui.agent.context import Context
from agent_tui.agent.counted import Counted
from agent_tui.agent.dispatch import Dispatch
from agent_tui.agent.earlier import earlier
from agent_tui.agent.engine import Engine
from agent_tui.agent.opening import Opening
from agent_tui.agent.outfit import Outfit
from agent_tui.agent.parts import Parts
from agent_tui.agent.purse import Purse, Tally
from agent_tui.agent.state import SessionState
from agent_tui.agent.subagent import Subagents
from agent_tui.agent.windowed import Windowed
from agent_tui.core.budget import Shares
from agent_tui.core.caps import Caps
from agent_tui.core.conversation import INTERRUPTED, Conversation, normalised
from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import (
    CallEnded,
    Cleared,
    Compacted,
    Delta,
    Event,
    ModeChanged,
    ModelChanged,
    Notice,
    Pinned,
    Replied,
    Reverted,
    Spent,
    Steered,
    Stopped,
    Trimmed,
    TurnBegan,
    Uncompacted,
    Untrimmed,
)
from agent_tui.core.messages import AssistantMessage, Call, ToolMessage, Usage, UserMessage
from agent_tui.core.ops import (
    AddRule,
    Clear,
    Compact,
    CompactUndo,
    Drop,
    DropRule,
    Dump,
    Interrupt,
    Invoke,
    Pin,
    Redo,
    Restore,
    Say,
    SetCap,
    SetMode,
    SetModel,
    SetSteps,
    ShowContext,
    ShowCost,
    ShowPermissions,
    ShowTruncations,
    Steer,
    Undo,
    Withdraw,
)
from agent_tui.core.ports import Progress, Toolbox
from agent_tui.core.trimming import is_stub
from agent_tui.core.verdicts import Mode
from agent_tui.session.restore import restored
from tests.support.scripted import (
    FlatPrices,
    Line,
    ListJournal,
    ScriptedEdits,
    ScriptedGate,
    ScriptedProvider,
    ScriptedTools,
    call,
    say,
)
from tests.support.windows import MemoryOutputs, WordTokens


class Bench:
    """An engine whose model and tools are scripted."""

    def __init__(
        self,
        *lines: Line,
        work: Callable[[Call, Progress], object] = lambda one, _: one.id,
        own: Toolbox | None = None,
        history: tuple[Event, ...] = (),
        fault: Callable[[BaseException], str] = lambda error: f"A fault in agent itself: {error!r}",
        named: Callable[[str], str] = str,
    ) -> None:
        """`own` runs commands of the person; `history` is of a session that is continued; `fault` is told of those.

        `named` makes the names of models whole.
        """
        self.provider = ScriptedProvider(*lines)
        self.journal = ListJournal()
        self.state = SessionState("s1", "/x", "0", "scripted", Mode.ASK, earlier=earlier(history))
        self.conversation = Conversation()
        context = Context(self.provider, lambda: self.state.model, lambda _: Outfit("system", ()))
        self.gate = ScriptedGate()
        self.edits = ScriptedEdits()
        self.seen_files = 3
        dispatch = Dispatch(ScriptedTools(work), self.gate, lambda: self.state.mode)
        opening = Opening(self._environment, self._instructions)
        compaction = Compaction(self.provider, "Summarise.")
        self.outputs = MemoryOutputs()
        windowed = Windowed(context, compaction, Counted(WordTokens()), self.outputs, FlatPrices(), Shares())
        tasks = Subagents(lambda: context, lambda _: dispatch, self._ground, 5)
        parts = Parts(
            windowed,
            dispatch,
            tasks,
            opening,
            self.edits,
            self.gate,
            self.journal,
            FlatPrices(),
            Purse(Caps(), Tally(), Tally()),
            5,
            lambda: Dispatch(own or ScriptedTools(work), self.gate, lambda: Mode.YOLO),
            lambda: Dispatch(own or ScriptedTools(work), self.gate, lambda: self.state.mode),
            forget_files=lambda: setattr(self, "seen_files", 0),
            fault=fault,
            model_named=named,
        )
        self.engine = Engine(self.state, self.conversation, parts)
        self._events = self.engine.events()

    async def _environment(self, mode: Mode) -> str:
        return f"env {mode}"

    async def _instructions(self) -> str:
        return ""

    async def _ground(self) -> tuple[UserMessage, ...]:
        return ()

    async def until(self, kind: type[Event], count: int = 1) -> list[Event]:
        seen: list[Event] = []
        async with asyncio.timeout(5):
            while sum(isinstance(event, kind) for event in seen) < count:
                seen.append(await anext(self._events))
        return seen

    async def stopped(self, count: int = 1) -> Stopped:
        last = (await self.until(Stopped, count))[-1]
        assert isinstance(last, Stopped)
        return last


async def test_what_is_withdrawn_is_never_said() -> None:
    bench = Bench(say("first…"), say("third"))
    for text in ("one", "two", "three", "two"):
        bench.engine.send(Say(text))
    for text in ("two", "two", "gone"):
        bench.engine.send(Withdraw(text))
    bench.provider.hang.set()
    await bench.stopped(2)
    said = [m.text for m in bench.conversation.messages if isinstance(m, UserMessage) and m.source == "person"]
    assert said == ["one", "three"]


async def test_what_goes_back_into_the_queue_is_said_in_its_old_place() -> None:
    bench = Bench(say("first…"), say("second"), say("third"), say("fourth"))
    for text in ("one", "two", "three"):
        bench.engine.send(Say(text))
    bench.engine.send(Withdraw("two"))
    bench.engine.send(Say("two!", before="three"))
    bench.engine.send(Say("four", before="gone"))
    bench.provider.hang.set()
    await bench.stopped(4)
    said = [m.text for m in bench.conversation.messages if isinstance(m, UserMessage) and m.source == "person"]
    assert said == ["one", "two!", "three", "four"]


async def test_a_turn_goes_through_and_the_journal_holds_it() -> None:
    bench = Bench(say("look", call("read", "a")), say("found it"))
    bench.engine.send(Say("where?"))
    events = await bench.until(Stopped)

    assert bench.conversation.messages == (
        UserMessage("env ask", source="environment"),
        UserMessage("where?"),
        AssistantMessage("look", calls=(Call("a", "read", "{}"),), model="scripted"),
        ToolMessage("a", "read", "a"),
        AssistantMessage("found it", model="scripted"),
    )
    assert [event for event in events if not isinstance(event, Delta)] == bench.journal.written
    spent = [event for event in events if isinstance(event, Spent)]
    assert [event.turn.input_tokens for event in spent] == [100, 200]
    assert isinstance(events[-1], Stopped)
    assert (events[-1].reason, events[-1].steps) == ("done", 2)


async def test_each_request_extends_the_last() -> None:
    bench = Bench(say("", call("read", "a")), say("one"), say("two"))
    bench.engine.send(Say("first"))
    bench.engine.send(Say("second"))
    await bench.until(Stopped, 2)
    heard = bench.provider.heard
    for before, after in pairwise(heard):
        assert after.messages[: len(before.messages)] == before.messages
        assert (after.system, after.tools) == (before.system, before.tools)


async def test_interrupting_a_stream_keeps_what_came() -> None:
    bench = Bench(say("half an answer…"), say("whole"))
    bench.engine.send(Say("go"))
    await bench.until(Delta)
    bench.engine.send(Interrupt())
    events = await bench.until(Stopped)

    replied = [event for event in events if isinstance(event, Replied)]
    assert replied[0].message == AssistantMessage("half an answer…", model="scripted", interrupted=True)
    assert Stopped in map(type, events)
    bench.engine.send(Say("again"))
    await bench.until(Stopped)
    assert bench.conversation.messages[-1] == AssistantMessage("whole", model="scripted")


async def test_what_is_interrupted_before_it_began_is_said_all_the_same() -> None:
    bench = Bench(say("hello"))
    bench.engine.send(Say("go"))
    bench.engine.send(Interrupt())
    events = await bench.until(Stopped)
    assert [event.text for event in events if isinstance(event, TurnBegan)] == ["go"]
    assert [event.reason for event in events if isinstance(event, Stopped)] == ["interrupted"]
    assert bench.conversation.messages[-1] == UserMessage("go")


async def test_interrupting_a_call_gives_it_a_result() -> None:
    began = asyncio.Event()

    async def work(one: Call, _: Progress) -> str:
        if one.name == "run":
            began.set()
            await asyncio.sleep(60)
        return "fast"

    bench = Bench(say("", call("write", "w"), call("run", "r")), work=work)
    bench.engine.send(Say("go"))
    await began.wait()
    bench.engine.send(Interrupt())
    events = await bench.until(Stopped)

    results = {event.call_id: event.result.text for event in events if isinstance(event, CallEnded)}
    assert results == {"w": "fast", "r": INTERRUPTED}
    assert not bench.conversation.open_calls


async def test_a_failed_request_is_one_sentence_and_the_next_turn_works() -> None:
    bench = Bench(ModelFailed(FailureKind.AUTH, "No key."), say("hello"))
    bench.engine.send(Say("a"))
    assert (await bench.stopped()).text == "No key."
    bench.engine.send(Say("b"))
    assert (await bench.stopped()).reason == "done"


async def test_steering_is_heard_before_the_next_request_and_skips_what_has_not_begun() -> None:
    def work(one: Call, _: Progress) -> str:
        bench.engine.send(Steer("stop that"))
        return one.id

    bench = Bench(say("", call("write", "a"), call("write", "b")), say("ok"), work=work)
    bench.engine.send(Say("go"))
    events = await bench.until(Stopped)
    assert [event.message.text for event in events if isinstance(event, Steered)] == ["stop that"]
    assert bench.conversation.messages[-2] == UserMessage("stop that")
    assert "Skipped" in bench.conversation.messages[-3].text


async def test_steering_that_came_too_late_starts_a_turn() -> None:
    bench = Bench(say("wait…"), say("second"))
    bench.engine.send(Say("go"))
    await bench.until(Delta)
    bench.engine.send(Steer("and this"))
    bench.provider.hang.set()
    events = await bench.until(Stopped, 2)
    assert [event.text for event in events if isinstance(event, TurnBegan)] == ["and this"]


async def test_a_mode_change_is_told_once_with_the_next_words() -> None:
    bench = Bench(say("one"), say("two"), say("three"))
    bench.engine.send(Say("a"))
    await bench.until(Stopped)
    bench.engine.send(SetMode(Mode.PLAN))
    assert (await bench.until(ModeChanged))[-1] == ModeChanged(Mode.PLAN)
    bench.engine.send(Say("b"))
    bench.engine.send(Say("c"))
    await bench.until(Stopped, 2)
    reminders = [m for m in bench.conversation.messages if isinstance(m, UserMessage) and m.source == "reminder"]
    assert len(reminders) == 1
    assert "plan" in reminders[0].text


async def test_compaction_keeps_the_last_turn_and_the_persons_words() -> None:
    bench = Bench(say("x" * 500), say("second answer"), say("SUMMARY"))
    bench.engine.send(Say("the port is 4711"))
    bench.engine.send(Say("next"))
    await bench.until(Stopped, 2)
    bench.engine.send(Compact("ports"))
    compacted = (await bench.until(Compacted))[-1]

    env, said, page, *rest = bench.conversation.messages
    assert env == UserMessage("env ask", source="environment")
    assert "SUMMARY" in page.text
    assert "the port is 4711" in said.text
    assert rest == [UserMessage("next"), AssistantMessage("second answer", model="scripted")]
    assert isinstance(compacted, Compacted)
    assert compacted.messages == (env, said, page)
    assert (compacted.said, compacted.keep, compacted.folded, compacted.dropped) == (1, 2, 2, 0)
    assert "Keep above all: ports" in bench.provider.heard[-1].messages[-1].text


async def test_a_summary_that_fails_or_is_longer_changes_nothing() -> None:
    bench = Bench(say("a"), say("b"), say("y" * 500), ModelFailed(FailureKind.SERVER, "Down."))
    bench.engine.send(Say("one"))
    bench.engine.send(Say("two"))
    await bench.until(Stopped, 2)
    before = bench.conversation.messages
    bench.engine.send(Compact())
    bench.engine.send(Compact())
    notices = [event.text for event in await bench.until(Notice, 2) if isinstance(event, Notice)]
    assert notices == [
        "Not compacted: the summary is no shorter than what it would replace.",
        "Not compacted: Down.",
    ]
    assert bench.conversation.messages == before


async def test_clear_begins_anew_with_the_environment() -> None:
    bench = Bench(say("a"), say("b"))
    bench.engine.send(Say("one"))
    bench.engine.send(Clear())
    bench.engine.send(Say("two"))
    events = await bench.until(Stopped, 2)
    assert Cleared() in events
    assert [m.text for m in bench.conversation.messages] == ["env ask", "two", "b"]


async def test_clear_all_also_forgets_what_was_allowed_raised_and_spent() -> None:
    bench = Bench(say("a"), say("b"))
    bench.engine.send(SetCap("turn", tokens=90_000))
    bench.engine.send(SetSteps(9))
    bench.engine.send(AddRule("bash(make)", "session"))
    bench.engine.send(AddRule("bash(ls)", "project"))
    bench.engine.send(Say("one"))
    await bench.until(Stopped)
    bench.engine.send(Clear(all=True))
    await bench.until(Cleared)
    for op, text in (
        (SetCap("turn"), "This turn has no cap."),
        (SetSteps(), "A turn may make 5 requests to the model."),
        (ShowCost(), "Nothing was spent yet."),
    ):
        bench.engine.send(op)
        assert (await bench.until(Notice))[-1] == Notice(text)
    assert bench.gate.remembered == [(("bash(ls)",), "project")]
    assert bench.seen_files == 0
    assert restored(bench.journal.written).usage == Usage()
    bench.engine.send(Say("two"))
    assert [event.session for event in await bench.until(Stopped) if isinstance(event, Spent)] == [
        Usage(100, 10, cost=0.001)
    ]


async def test_close_ends_the_turn_and_the_stream_of_events() -> None:
    bench = Bench(say("half…"))
    bench.engine.send(Say("go"))
    await bench.until(Delta)
    await bench.engine.close()
    assert bench.journal.closed
    last = [event async for event in bench.engine.events()][-1]
    assert isinstance(last, Stopped)
    assert last.reason == "interrupted"


async def test_edits_are_taken_back_and_the_model_is_told() -> None:
    bench = Bench(say("a"), say("b"))
    bench.engine.send(Say("one"))
    bench.engine.send(Undo())
    bench.engine.send(Undo())
    events = await bench.until(Notice)
    assert [event.undone for event in events if isinstance(event, Reverted)] == [True]
    assert events[-1] == Notice("There is nothing to undo.", "warning")
    bench.engine.send(Redo())
    bench.engine.send(Say("two"))
    await bench.until(Stopped)
    assert [m.text for m in bench.conversation.messages if isinstance(m, UserMessage)][-3:] == [
        "<reminder>The user took back the last edits of cart.py.</reminder>",
        "<reminder>The user brought back the last edits of cart.py.</reminder>",
        "two",
    ]


async def test_rules_are_added_and_taken_back() -> None:
    bench = Bench()
    for op in (AddRule("bash(make *)"), DropRule("bash(make *)"), DropRule("bash(make *)")):
        bench.engine.send(op)
    told = [event.text for event in await bench.until(Notice, 3) if isinstance(event, Notice)]
    assert told[:2] == ["Allowed from now on: bash(make *)", "No longer a rule: bash(make *)"]
    assert told[2].startswith("No rule bash(make *) was added here")


async def test_the_rules_are_told_on_request() -> None:
    bench = Bench()
    bench.engine.send(ShowPermissions())
    assert (await bench.until(Notice))[-1] == Notice("no rules")


async def test_a_compaction_is_taken_back_to_the_same_bytes_also_in_a_session_that_is_continued() -> None:
    bench = Bench(say("x" * 500), say("second answer"), say("SUMMARY"))
    bench.engine.send(Say("the port is 4711"))
    bench.engine.send(Say("next"))
    await bench.until(Stopped, 2)
    before = bench.conversation.messages
    bench.engine.send(Compact())
    await bench.until(Compacted)
    assert restored(bench.journal.written).messages == bench.conversation.messages != before
    bench.engine.send(CompactUndo())
    await bench.until(Uncompacted)
    assert restored(bench.journal.written).messages == bench.conversation.messages == before
    bench.engine.send(CompactUndo())
    assert (await bench.until(Notice))[-1] == Notice("There is no compaction to take back.")


async def test_a_session_that_is_continued_has_trimmed_the_same() -> None:
    bench = Bench(say("", call("read", "a")), say("done"), work=lambda _, __: "x" * 9_000)
    bench.engine.send(Say("look"))
    events = await bench.until(Stopped)
    assert any(isinstance(event, Trimmed) for event in events)
    assert restored(bench.journal.written).messages == bench.conversation.messages


async def test_questions_about_the_window_and_the_money_are_answered() -> None:
    bench = Bench(say("hi"))
    bench.engine.send(Say("hello"))
    await bench.until(Stopped)
    for op, text in (
        (ShowContext(), "Next request: "),
        (ShowCost(), "turn 1"),
        (ShowTruncations(), "Nothing was left out"),
        (Dump("/x/y/z.json"), "Not written: /x/y/z.json"),
        (SetSteps(7), "A turn may make 7 requests"),
        (SetSteps(), "A turn may make 7 requests"),
    ):
        bench.engine.send(op)
        notice = (await bench.until(Notice))[-1]
        assert isinstance(notice, Notice)
        assert text in notice.text


async def test_a_cap_stops_the_turn_cleanly_and_can_be_raised_on_the_spot() -> None:
    bench = Bench(ModelFailed(FailureKind.CAP, "Stopped at the cap."), say("on we go"))
    bench.engine.send(Say("go"))
    stopped = await bench.stopped()
    assert (stopped.reason, stopped.text) == ("limit", "Stopped at the cap.")
    bench.engine.send(SetCap("turn", dollars=2.5))
    assert (await bench.until(Notice))[-1] == Notice("The cap of this turn is $2.50.")
    bench.engine.send(SetCap("day"))
    assert (await bench.until(Notice))[-1] == Notice("This day has no cap.")
    bench.engine.send(Say("continue"))
    assert (await bench.stopped()).reason == "done"


async def test_a_message_is_left_out_and_brought_back_whole_also_in_a_session_that_is_continued() -> None:
    bench = Bench(say("", call("read", "a")), say("done"), say("more"), work=lambda _, __: "port 4711 " * 9)
    bench.engine.send(Say("look"))
    await bench.until(Stopped)
    before = bench.conversation.messages
    at = next(at for at, message in enumerate(before) if isinstance(message, ToolMessage))
    bench.engine.send(Pin(at))
    await bench.until(Pinned)
    assert restored(bench.journal.written).messages == bench.conversation.messages
    bench.engine.send(Pin(at, on=False))
    bench.engine.send(Drop(at))
    bench.engine.send(Drop(99))
    assert isinstance((await bench.until(Notice))[-1], Notice)
    bench.engine.send(Say("go on"))
    await bench.until(Stopped)
    assert not any("4711" in message.text for message in bench.provider.heard[-1].messages)
    assert restored(bench.journal.written).messages == bench.conversation.messages
    bench.engine.send(Restore(at))
    await bench.until(Untrimmed)
    assert restored(bench.journal.written).messages == bench.conversation.messages
    assert bench.conversation.messages[: len(before)] == before
    continued = restored(bench.journal.written[:-1])
    conversation = Conversation(continued.messages, continued.fold, continued.whole)
    assert conversation.untrim(at)
    assert conversation.messages == bench.conversation.messages


async def test_any_message_is_folded_to_a_line_that_names_its_whole_text() -> None:
    replies = [say("Let me look. " * 30, call("read", "a")), say("Done so far. " * 30), say("more")]
    bench = Bench(*replies, work=lambda _, __: "port 4711 " * 90)
    bench.engine.send(Say("look " * 90))
    bench.engine.send(Say("go on"))
    await bench.until(Stopped, 2)
    before = bench.conversation.messages
    for at in (1, 2, 3, 4):
        bench.engine.send(Drop(at, fold=True))
        (*_, told) = await bench.until(Trimmed)
        assert isinstance(told, Trimmed)
        assert told.before_tokens - told.after_tokens == told.trims[0].won > 0
        line = bench.conversation.messages[at].text
        name = line.rpartition("/")[2].removesuffix("]")
        assert is_stub(line)
        assert bench.outputs.kept[name] == before[at].text
    assert restored(bench.journal.written).messages == bench.conversation.messages
    assert normalised(bench.conversation.messages) == list(bench.conversation.messages)
    bench.engine.send(Drop(2, fold=True))
    assert "nothing to fold in message 2" in str((await bench.until(Notice))[-1])
    for at in (1, 2, 3, 4):
        bench.engine.send(Restore(at))
        await bench.until(Untrimmed)
    assert bench.conversation.messages == before


async def test_what_was_left_out_comes_back_after_a_compaction_also_in_a_session_that_is_continued() -> None:
    replies = [say("", call("read", "a")), say("x" * 500), say("second"), say("SUMMARY")]
    bench = Bench(*replies, work=lambda _, __: "port 4711 " * 9)
    bench.engine.send(Say("look"))
    bench.engine.send(Say("next"))
    await bench.until(Stopped, 2)
    before = bench.conversation.messages
    at = next(at for at, message in enumerate(before) if isinstance(message, ToolMessage))
    for op in (Drop(at), Compact(), CompactUndo()):
        bench.engine.send(op)
    await bench.until(Uncompacted)
    continued = restored(bench.journal.written)
    bench.engine.send(Restore(at))
    await bench.until(Untrimmed)
    assert bench.conversation.messages == before
    conversation = Conversation(continued.messages, continued.fold, continued.whole)
    assert conversation.untrim(at)
    assert conversation.messages == before


async def test_a_fault_ends_the_turn_and_not_the_session() -> None:
    bench = Bench(say("", call("read", "a")), say("still here"), work=lambda _, __: 1 // 0)
    bench.engine.send(Say("look"))
    stopped = await bench.stopped()
    assert (stopped.reason, stopped.text) == (
        "error",
        "A fault in agent itself: ZeroDivisionError('integer division or modulo by zero')",
    )
    bench.engine.send(Say("and now?"))
    assert (await bench.stopped()).reason == "done"


async def test_a_model_that_nobody_knows_is_told_and_not_taken() -> None:
    bench = Bench(named=lambda name: {"big": "acme/big"}.get(name, ""))
    bench.engine.send(SetModel("bgi"))
    bench.engine.send(SetModel("big"))
    *_, told, _ = await bench.until(ModelChanged)
    sentence = "No model bgi is known; name it as provider/name, such as openai/gpt-5. The model is still scripted."
    assert told == Notice(sentence, "warning")
    assert bench.state.model == "acme/big"


async def test_a_command_of_ones_own_that_waits_can_be_withdrawn() -> None:
    bench = Bench(say("first…"), say("third"))
    for op in (Say("one"), Invoke("ship", "it"), Invoke("ship"), Withdraw("/ship it"), Withdraw("/ship")):
        bench.engine.send(op)
    bench.engine.send(Say("three"))
    bench.provider.hang.set()
    assert (await bench.stopped(2)).reason == "done"
