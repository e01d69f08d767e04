"""Going back to an earlier message of the person, and forth again."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.json import encode

from agent_tui.core.conversation import Conversation
from agent_tui.core.events import (
    Cleared,
    Compacted,
    Delta,
    Event,
    ModeChanged,
    Notice,
    Pinned,
    Reverted,
    Rewound,
    Sent,
    Spent,
    Stopped,
    Trimmed,
    TurnBegan,
    Uncompacted,
    Untrimmed,
    Unwound,
)
from agent_tui.core.messages import UserMessage
from agent_tui.core.ops import (
    Clear,
    Compact,
    CompactUndo,
    Drop,
    Interrupt,
    Op,
    Pin,
    Restore,
    Rewind,
    RewindUndo,
    Say,
    SetMode,
)
from agent_tui.core.verdicts import Mode
from agent_tui.session.restore import restored
from tests.agent.test_engine import Bench
from tests.support.scripted import call, say

ENDS = (
    *(Cleared, Compacted, ModeChanged, Notice, Pinned, Rewound, Trimmed),
    *(Uncompacted, Untrimmed, Unwound),
)
"""What tells that something other than a turn is done."""


async def done(bench: Bench, op: Op) -> Event:
    """What comes of `op`."""
    bench.engine.send(op)
    ends = (Stopped,) if isinstance(op, Say) else ENDS
    async for event in bench.engine.events():
        if isinstance(event, ends):
            return event
    raise AssertionError("the session ended")


def said(bench: Bench) -> list[str]:
    return [m.text for m in bench.conversation.messages if isinstance(m, UserMessage) and m.source == "person"]


async def talked(*texts: str) -> Bench:
    bench = Bench(*(say(f"answer {number}") for number in range(len(texts) + 9)))
    for text in texts:
        await done(bench, Say(text))
    return bench


async def test_the_talk_returns_to_before_a_message_and_to_its_end_again() -> None:
    bench = await talked("one", "two", "three")
    before = bench.conversation.messages
    bench.engine.send(Rewind(2, files=False))
    (event,) = [event for event in await bench.until(Rewound) if isinstance(event, Rewound)]
    assert said(bench) == ["one"]
    assert bench.conversation.messages == before[: len(bench.conversation)]
    assert event.after_tokens < event.before_tokens
    assert bench.seen_files == 0
    assert await done(bench, RewindUndo()) == Unwound(bench.state.context_tokens)
    assert bench.conversation.messages == before
    assert isinstance(await done(bench, RewindUndo()), Notice)


async def test_before_the_first_message_the_talk_begins_as_a_new_one() -> None:
    bench = await talked("one")
    await done(bench, Rewind(1, files=False))
    assert len(bench.conversation) == 0
    await done(bench, Say("another"))
    assert [message.text for message in bench.conversation.messages[:2]] == ["env ask", "another"]


async def test_turns_go_on_counting_and_what_was_left_cannot_be_named_until_it_is_back() -> None:
    bench = await talked("one", "two")
    await done(bench, Rewind(2, files=False))
    assert isinstance(await done(bench, Rewind(2, files=False)), Notice)
    await done(bench, Say("three"))
    assert bench.state.turn == 3
    await done(bench, RewindUndo())
    assert said(bench) == ["one", "two"]
    await done(bench, RewindUndo())
    assert said(bench) == ["one", "three"]


async def test_what_was_spent_stays_spent() -> None:
    bench = await talked("one", "two")
    usage = bench.state.usage
    await done(bench, Rewind(1, files=False))
    assert bench.state.usage == usage
    bench.engine.send(Say("three"))
    events = await bench.until(Stopped)
    assert [event.session for event in events if isinstance(event, Spent)][-1].cost > usage.cost


async def test_the_edits_since_are_taken_back_with_the_talk_and_the_model_hears_of_it_only_once_it_is_back() -> None:
    bench = await talked("one", "two")
    bench.engine.send(Rewind(2))
    events = await bench.until(Notice)
    assert bench.edits.since == [2]
    assert [type(event) for event in events[-3:]] == [Rewound, Reverted, Notice]
    assert next(event for event in events if isinstance(event, Rewound)).files == ("cart.py",)
    await done(bench, RewindUndo())
    await done(bench, Say("three"))
    assert [message.text for message in bench.conversation.messages[-3:-1]] == [
        "<reminder>The user took back the last edits of cart.py.</reminder>",
        "three",
    ]


async def test_files_alone_leave_the_talk_and_the_model_is_told() -> None:
    bench = await talked("one", "two")
    before = bench.conversation.messages
    bench.engine.send(Rewind(1, conversation=False))
    events = await bench.until(Notice)
    assert not any(isinstance(event, Rewound) for event in events)
    assert bench.conversation.messages == before
    again = await done(bench, Rewind(1, conversation=False))
    assert again == Notice("Nothing was edited since that message, or all of it was taken back.", "warning")
    await done(bench, Say("three"))
    assert "took back the last edits of cart.py" in bench.conversation.messages[-3].text


async def test_where_the_edits_cannot_be_taken_back_the_talk_stays_too() -> None:
    bench = await talked("one", "two")
    bench.edits.changed = "Cannot rewind: changed since by someone else: cart.py."
    before = bench.conversation.messages
    assert await done(bench, Rewind(1)) == Notice(bench.edits.changed, "warning")
    assert bench.conversation.messages == before
    assert restored(bench.journal.written).messages == before


async def test_not_while_a_turn_is_under_way_or_about_to_be() -> None:
    bench = Bench(say("one"), say("half…"))
    await done(bench, Say("one"))
    bench.engine.send(Say("two"))
    refused = await done(bench, Rewind(1))
    assert refused == Notice("The agent is at work; stop it first, then go back.", "warning")
    await bench.until(Delta)
    assert await done(bench, RewindUndo()) == refused
    bench.engine.send(Interrupt())
    await bench.until(Stopped)
    assert isinstance(await done(bench, Rewind(2, files=False)), Rewound)
    assert said(bench) == ["one"]


async def test_the_cached_prefix_is_broken_by_a_rewind() -> None:
    bench = await talked("one", "two")
    await done(bench, Rewind(2, files=False))
    bench.engine.send(Say("three"))
    (sent,) = [event for event in await bench.until(Stopped) if isinstance(event, Sent)]
    assert sent.cause == "rewind"
    assert sent.kept < sent.blocks


async def test_a_mode_that_was_told_in_what_was_left_is_told_again() -> None:
    bench = await talked("one")
    await done(bench, SetMode(Mode.PLAN))
    await done(bench, Say("two"))
    await done(bench, Rewind(2, files=False))
    await done(bench, Say("three"))
    assert "plan" in bench.conversation.messages[-3].text


async def test_a_new_conversation_has_no_way_back() -> None:
    bench = await talked("one")
    await done(bench, Rewind(1, files=False))
    await done(bench, Clear())
    assert isinstance(await done(bench, Rewind(1)), Notice)
    assert isinstance(await done(bench, RewindUndo()), Notice)


async def test_a_session_killed_at_any_moment_stands_before_or_after_a_rewind() -> None:
    bench = await talked("one", "two")
    before = bench.conversation.messages
    await done(bench, Rewind(2))
    written = bench.journal.written
    at = next(at for at, event in enumerate(written) if isinstance(event, Rewound))
    assert restored(written[:at]).messages == before
    for end in range(at + 1, len(written) + 1):
        assert restored(written[:end]).messages == bench.conversation.messages


_choices = st.lists(
    st.sampled_from(
        ["say", "say", "say", "compact", "uncompact", "drop", "pin", "restore", "plan", "ask", "clear", "back", "forth"]
    ),
    max_size=12,
)


def _op(choice: str, number: int, turns: list[int], length: int) -> Op:
    match choice:
        case "compact":
            return Compact()
        case "uncompact":
            return CompactUndo()
        case "drop":
            return Drop(number % max(1, length))
        case "restore":
            return Restore(number % max(1, length))
        case "pin":
            return Pin(number % max(1, length))
        case "plan" | "ask":
            return SetMode(Mode(choice))
        case "clear":
            return Clear()
        case "back":
            return Rewind(turns[number % len(turns)], files=False)
        case "forth":
            return RewindUndo()
        case _:
            return Say(f"words {number} " * 40)


@settings(max_examples=60, deadline=None)
@given(_choices, st.integers(0, 99))
def test_to_go_back_and_forth_leaves_the_same_bytes_whatever_was_done_before(choices: list[str], which: int) -> None:
    async def go() -> None:
        replies = [
            say("", call("read", f"r{number}")) if number % 3 == 0 else say("done " * 60) for number in range(80)
        ]
        bench = Bench(*replies, work=lambda _, __: "port 4711 " * 30)
        for number, choice in enumerate(["say", *choices, "say"]):
            turns = [event.turn for event in bench.journal.written if isinstance(event, TurnBegan)]
            await done(bench, _op(choice, number + which, turns, len(bench.conversation)))
            assert restored(bench.journal.written).messages == bench.conversation.messages
        before = bench.conversation.messages
        turns = [point.turn for point in bench.state.ways.points]
        assert isinstance(await done(bench, Rewind(turns[which % len(turns)], files=False)), Rewound)
        continued = restored(bench.journal.written)
        assert isinstance(await done(bench, RewindUndo()), Unwound)
        assert encode(bench.conversation.messages) == encode(before)
        end = continued.ways.end
        assert end is not None
        again = Conversation(continued.messages, continued.fold, continued.whole)
        again.return_to(end.stand)
        assert encode(again.messages) == encode(before)
        await done(bench, Say("and now?"))
        began = [event for event in bench.journal.written if isinstance(event, TurnBegan)][-1]
        assert began.added == (UserMessage("and now?"),)

    asyncio.run(go())
