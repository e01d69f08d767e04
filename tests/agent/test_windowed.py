from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from agent_tui.agent.chosen import reshaped
from agent_tui.core.conversation import normalised
from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.events import Compacted, Event, Notice, Pinned, Replied, Sent, Trimmed
from agent_tui.core.facts import gathered
from agent_tui.core.messages import Call, Message, Request, ToolMessage, UserMessage
from agent_tui.core.ops import Pin
from tests.support.scripted import say
from tests.support.windows import SUMMARISE, Narrow


def done(_: Request) -> Replied:
    return say("done")


def short(_: Request) -> Replied:
    return say("SUMMARY")


def silent(_: Request) -> Replied:
    return say(" ")


def endless(_: Request) -> Replied:
    return say("x" * 400_000)


def words(narrow: Narrow) -> str:
    return "\n".join(message.text for message in narrow.conversation.messages)


def sent(narrow: Narrow) -> list[Request]:
    """The requests that were no summaries."""
    return [one for one in narrow.provider.heard if not one.messages[-1].text.startswith(SUMMARISE)]


async def turn(narrow: Narrow, text: str, number: int = 0, output: str = "") -> list[Event]:
    """One turn: the person's words, a call with `output` where there is one, an answer."""
    narrow.conversation.add(UserMessage(text))
    if output:
        call = Call(f"c{number}", "bash", f'{{"command":"run {number}"}}')
        narrow.conversation.add(say("", call).message)
        narrow.conversation.answer(ToolMessage(call.id, "bash", output))
    return await narrow.request()


async def test_nothing_happens_while_all_fits_and_each_request_extends_the_last() -> None:
    narrow = Narrow(200_000, done, short)
    before: tuple[Message, ...] = ()
    for number in range(20):
        events = await turn(narrow, f"words {number}", number, "out " * 200)
        assert not [event for event in events if isinstance(event, Trimmed | Compacted | Notice)]
        request = narrow.provider.heard[-1]
        assert request.messages[: len(before)] == before
        before = request.messages


async def test_only_the_change_is_counted() -> None:
    narrow = Narrow(200_000, done, short)
    for number in range(20):
        await turn(narrow, f"words {number}", number, f"out {number} " * 200)
    counted = narrow.tokens.counted
    await turn(narrow, "one more")
    assert narrow.tokens.counted - counted <= 2


async def test_what_the_provider_reports_is_learned() -> None:
    narrow = Narrow(200_000, done, short)
    await turn(narrow, "hello")
    assert narrow.tokens.learned == [(100, narrow.windowed.estimated)]
    assert narrow.windowed.reported == 100


@pytest.mark.parametrize(("window", "output"), [(8_000, 1_500), (200_000, 9_000)])
async def test_three_hundred_turns_go_through(window: int, output: int) -> None:
    narrow = Narrow(window, done, short)
    narrow.conversation.add(UserMessage("here", source="environment"))
    receipts: list[Compacted] = []
    held: list[int] = []
    for number in range(300):
        events = await turn(narrow, f"turn {number} " + "w" * 60, number, "o" * output)
        receipts += [event for event in events if isinstance(event, Compacted)]
        for event in events:
            if isinstance(event, Trimmed):
                assert event.before_tokens - event.after_tokens == sum(trim.won for trim in event.trims)
        told = [event for event in events if isinstance(event, Trimmed | Compacted | Sent)]
        for before, after in pairwise(told):
            tokens = after.tokens if isinstance(after, Sent) else after.before_tokens
            assert isinstance(before, Trimmed | Compacted)
            assert before.after_tokens == tokens
        held.append(sum(len(message.text) for message in narrow.conversation.messages))
        made = sent(narrow)[-1]
        assert narrow.size(made) <= narrow.windowed.space()
        assert list(made.messages) == normalised(made.messages)
        narrow.provider.heard[:-1] = []
    assert receipts
    assert all(one.after_tokens < one.before_tokens for one in receipts)
    assert len(narrow.conversation) < 700
    assert max(held[200:]) <= max(held[:200])
    assert "turn 299" in words(narrow)


async def test_a_broken_prefix_always_has_its_event() -> None:
    narrow = Narrow(8_000, done, short)
    before: tuple[Message, ...] = ()
    for number in range(60):
        events = await turn(narrow, f"words {number}", number, "o" * 2_000)
        made = sent(narrow)[-1].messages
        named = any(isinstance(event, Trimmed | Compacted) for event in events)
        assert named or made[: len(before)] == before
        before = made


async def test_a_turn_that_fills_the_window_alone_breaks_the_prefix_seldom() -> None:
    narrow = Narrow(16_000, done, short)
    narrow.conversation.add(UserMessage("do it all"))
    trimmed, lengths = 0, []
    for number in range(120):
        call = Call(f"c{number}", "bash", f'{{"command":"run {number}"}}')
        narrow.conversation.add(say("", call).message)
        narrow.conversation.answer(ToolMessage(call.id, "bash", f"{number} " * 300))
        events = [event async for event in narrow.windowed.reply(narrow.conversation)]
        trimmed += sum(isinstance(event, Trimmed) for event in events)
        lengths += [event.after_tokens for event in events if isinstance(event, Trimmed)]
    assert not [event for event in events if isinstance(event, Compacted)]
    assert trimmed < 120 / 8
    assert all(length < narrow.windowed.space() * 0.75 for length in lengths)


async def test_a_result_larger_than_the_window_is_cut_and_kept_whole_beside() -> None:
    narrow = Narrow(8_000, done, short)
    events = await turn(narrow, "run it", 1, "x" * 100_000)
    trimmed = [event for event in events if isinstance(event, Trimmed)]
    assert [trim.cause for trim in trimmed[0].trims] == ["cut"]
    assert list(narrow.outputs.kept.values()) == ["x" * 100_000]
    assert next(iter(narrow.outputs.kept)) in words(narrow)
    assert narrow.size(narrow.provider.heard[-1]) <= narrow.windowed.space()


async def test_what_the_words_mention_reaches_the_model_however_full_the_window_was() -> None:
    narrow = Narrow(8_000, done, short)
    for _ in range(5):
        await turn(narrow, "w" * 2_800)
    narrow.conversation.add(UserMessage("mentioned " * 800, source="mention"))
    assert any(isinstance(event, Compacted) for event in await turn(narrow, "look at this"))
    before, asked, _ = narrow.conversation.messages[-3:]
    assert (before.text, asked.text) == ("mentioned " * 800, "look at this")
    assert sent(narrow)[-1].messages[-2:] == (before, asked)


async def test_what_is_made_smaller_again_is_stored_as_it_was_at_first() -> None:
    narrow = Narrow(8_000, done, short)
    await turn(narrow, "run it", 1, "first " * 15_000)
    for number in range(2, 9):
        await turn(narrow, "go on", number, f"{number} " * 4_000)
    assert narrow.outputs.kept
    assert not [text for text in narrow.outputs.kept.values() if "whole in /store" in text]


async def test_words_larger_than_the_window_are_refused_in_one_sentence() -> None:
    narrow = Narrow(8_000, done, short)
    with pytest.raises(ModelFailed, match="say less at once") as failure:
        await turn(narrow, "w" * 100_000)
    assert failure.value.kind is FailureKind.CONTEXT
    assert not narrow.provider.heard


NEEDLES = {f"fact {number}: port {4000 + number}, do not touch file{number}.py" for number in range(20)}


async def test_what_the_person_said_survives_three_compactions_by_a_model_that_says_nothing_of_it() -> None:
    narrow = Narrow(200_000, done, short)
    facts = sorted(NEEDLES)
    for number in range(60):
        said = facts[number // 3] if number % 3 == 0 else f"go on {number}"
        await turn(narrow, said, number, f"tool fact {number} " * 200)
        if number % 20 == 19:
            before = narrow.conversation.messages
            assert [type(one) async for one in narrow.windowed.compact(narrow.conversation)] == [Compacted]
            assert narrow.conversation.unfold()
            assert narrow.conversation.messages == before
            assert [type(one) async for one in narrow.windowed.compact(narrow.conversation)] == [Compacted]
    assert all(fact in words(narrow) for fact in facts)


async def test_files_and_failed_commands_survive_three_compactions() -> None:
    narrow = Narrow(200_000, done, short)
    for number in range(3):
        for name, path in (("read_file", f"read{number}.py"), ("edit_file", f"changed{number}.py")):
            call = Call(f"{name}{number}", name, f'{{"path":"{path}"}}')
            narrow.conversation.add(UserMessage("next"))
            narrow.conversation.add(say("", call).message)
            narrow.conversation.answer(ToolMessage(call.id, name, "text " * 400))
        failing = Call(f"t{number}", "bash", f'{{"command":"pytest test_{number}.py"}}')
        narrow.conversation.add(say("", failing).message)
        narrow.conversation.answer(ToolMessage(failing.id, "bash", f"E{number}\n1 failed", failed=True))
        for _ in range(2):
            await turn(narrow, "go on")
        assert [type(one) async for one in narrow.windowed.compact(narrow.conversation)] == [Compacted]
    facts = gathered(narrow.conversation.messages)
    assert facts.read == ("read0.py", "read1.py", "read2.py")
    assert facts.changed == ("changed0.py", "changed1.py", "changed2.py")
    assert facts.failed == tuple(f"pytest test_{number}.py → 1 failed" for number in range(3))


async def test_facts_of_tools_survive_as_far_as_the_model_keeps_them() -> None:
    def half(request: Request) -> Replied:
        results = [message.text[:12] for message in request.messages if isinstance(message, ToolMessage)]
        return say("\n".join(results[::2]))

    narrow = Narrow(200_000, done, half)
    for number in range(20):
        await turn(narrow, "next", number, f"needle {number:03} " + "hay " * 200)
    assert [type(one) async for one in narrow.windowed.compact(narrow.conversation)] == [Compacted]
    assert sum(f"needle {number:03}" in words(narrow) for number in range(20)) >= 10


async def test_another_model_may_write_the_summaries_and_gets_what_fits_into_its_window() -> None:
    narrow = Narrow(200_000, done, short, ("small", 6_000))
    paid: list[str] = []
    narrow.windowed.compaction.paid = lambda model, _: paid.append(model)
    for number in range(20):
        await turn(narrow, "next", number, f"needle {number:03} " + "hay " * 500)
    assert [type(one) async for one in narrow.windowed.compact(narrow.conversation)] == [Compacted]
    asked = narrow.provider.heard[-1]
    assert (asked.model, paid) == ("small", ["small"])
    assert narrow.size(asked) <= 6_000 + narrow.size(Request("", "", (), asked.messages[-1:]))
    assert "needle 019" in "".join(message.text for message in asked.messages)


@pytest.mark.parametrize("summary", [silent, endless])
async def test_an_empty_or_endless_summary_changes_nothing(summary: Callable[[Request], Replied]) -> None:
    narrow = Narrow(200_000, done, summary)
    for number in range(4):
        await turn(narrow, f"words {number}")
    before = narrow.conversation.messages
    events = [event async for event in narrow.windowed.compact(narrow.conversation)]
    assert isinstance(events[0], Notice)
    assert events[0].text.startswith("Not compacted: the ")
    assert narrow.conversation.messages == before


async def test_a_request_that_the_provider_finds_too_long_is_made_smaller_and_sent_once_more() -> None:
    narrow = Narrow(200_000, done, short)
    for number in range(30):
        await turn(narrow, f"words {number}", number, "o" * 8_000)
    narrow.provider.lines.append(ModelFailed(FailureKind.CONTEXT, "Too long."))
    events = await turn(narrow, "next")
    first, second = sent(narrow)[-2:]
    assert any(isinstance(event, Trimmed | Compacted) for event in events)
    assert isinstance(events[-1], Replied)
    assert narrow.size(second) < narrow.size(first) * 0.8


async def test_a_provider_that_takes_far_less_than_the_table_says_is_asked_for_less_and_less() -> None:
    limit = 16_000

    def picky(request: Request) -> Replied:
        if narrow.size(request) > limit:
            raise ModelFailed(FailureKind.CONTEXT, "Too long.")
        return say("done")

    narrow = Narrow(200_000, picky, short)
    for number in range(30):
        await turn(narrow, f"words {number}", number, "o" * 8_000)
    assert len(sent(narrow)) > 30


async def test_a_request_that_nobody_read_is_not_cached_and_what_was_changed_before_it_still_counts() -> None:
    narrow = Narrow(200_000, done, short)
    for number in range(4):
        await turn(narrow, f"words {number}", number, "o" * 800)
    assert [type(event) async for event in narrow.windowed.compact(narrow.conversation)] == [Compacted]
    before = await narrow.windowed.foreseen(narrow.conversation)
    narrow.provider.lines.append(ModelFailed(FailureKind.AUTH, "No key."))
    with pytest.raises(ModelFailed):
        await narrow.request()
    assert await narrow.windowed.foreseen(narrow.conversation) == before
    (told,) = [event for event in await narrow.request() if isinstance(event, Sent)]
    assert (told.cause, told.kept) == ("compaction", 2)


async def test_a_provider_that_finds_all_too_long_is_asked_twice() -> None:
    def refused(_: Request) -> Replied:
        raise ModelFailed(FailureKind.CONTEXT, "Too long.")

    narrow = Narrow(0, refused, short)
    with pytest.raises(ModelFailed):
        await turn(narrow, "w" * 10_000, 1, "o" * 90_000)
    assert len(sent(narrow)) == 2


async def test_compactions_that_do_not_help_stop_and_say_so() -> None:
    narrow = Narrow(8_000, done, short)
    for _ in range(3):
        await turn(narrow, "w" * 16_000)
    with pytest.raises(ModelFailed, match="full again"):
        await turn(narrow, "w" * 16_000)


async def test_what_is_pinned_survives_every_trim_and_compaction() -> None:
    narrow = Narrow(8_000, done, short)
    await turn(narrow, "look", 1, "pinned text " * 60)
    before = narrow.provider.heard[-1].messages
    assert [type(event) async for event in reshaped(narrow.windowed, narrow.conversation, Pin(2))] == [Pinned]
    await turn(narrow, "go on")
    assert narrow.provider.heard[-1].messages[: len(before)] == before
    kinds: list[type[Event]] = []
    for number in range(2, 60):
        output = "o" * (14_000 if number % 8 == 0 else 2_000)
        kinds += [type(event) for event in await turn(narrow, "go on", number, output)]
    assert kinds.count(Compacted) > 1
    assert Trimmed in kinds
    assert words(narrow).count("pinned text " * 60) == 1
    assert [type(event) async for event in reshaped(narrow.windowed, narrow.conversation, Pin(999))] == [Notice]
