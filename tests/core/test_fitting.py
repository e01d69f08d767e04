from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tui.core.budget import Shares, allowances, room
from agent_tui.core.conversation import normalised
from agent_tui.core.fitting import Plan, fitted
from agent_tui.core.messages import AssistantMessage, Call, Image, Message, ToolMessage, ToolSpec, UserMessage
from agent_tui.core.stages import Pressed, superseded
from agent_tui.core.trimming import Trim, trimmed
from agent_tui.core.useful import useless
from agent_tui.core.window import Category, Part, category, is_person, turn_begin, turn_start, unseen

STORE = "/store"
SHARES = Shares()
_TOOLS = ("read_file", "bash", "grep", "edit_file")


def weigh(part: Part) -> int:
    """A token for every four characters, and a thousand for a picture."""
    match part:
        case str():
            return len(part) // 4
        case ToolSpec():
            return len(part.description) // 4
        case AssistantMessage():
            thinking = sum(len(str(block)) for block in part.thinking)
            return (len(part.text) + thinking + sum(len(call.arguments) for call in part.calls)) // 4 + 4
        case _:
            return len(part.text) // 4 + 4 + 1000 * len(part.images)


_word = st.integers(0, 6000).map(lambda size: "word " * (size // 5))


@st.composite
def turn(draw: st.DrawFn, number: int) -> list[Message]:
    """One turn: the person's words, some steps with calls, an answer."""
    images = (Image("image/png", "AAAA"),) if draw(st.booleans()) else ()
    made: list[Message] = [UserMessage(draw(_word) + "do it", images)]
    for step in range(draw(st.integers(0, 3))):
        names = draw(st.lists(st.sampled_from(_TOOLS), min_size=1, max_size=3))
        calls = tuple(
            Call(f"{number}.{step}.{at}", name, f'{{"path":"f{draw(st.integers(0, 2))}"}}')
            for at, name in enumerate(names)
        )
        thinking = ({"type": "thinking", "thinking": draw(_word)},) if draw(st.booleans()) else ()
        made.append(AssistantMessage("", calls=calls, thinking=thinking))
        made += [ToolMessage(call.id, call.name, draw(_word)) for call in calls]
    return [*made, *([AssistantMessage("done")] if draw(st.booleans()) else [])]


@st.composite
def conversations(draw: st.DrawFn) -> list[Message]:
    turns = [draw(turn(number)) for number in range(draw(st.integers(1, 6)))]
    return [UserMessage("where we are", source="environment"), *(message for one in turns for message in one)]


_spaces = st.sampled_from((2_000, 6_600, 20_000, 180_000))


def plan(messages: list[Message], space: int) -> Plan:
    return fitted(messages, 500, space, weigh, STORE, SHARES)


def size(messages: list[Message]) -> int:
    return 500 + sum(map(weigh, messages))


@settings(max_examples=60, deadline=None)
@given(conversations(), _spaces)
def test_a_plan_keeps_its_word(messages: list[Message], space: int) -> None:
    made = plan(messages, space)
    after = trimmed(messages, made.trims)
    assert made.before == size(messages)
    assert made.after == size(after)
    assert made.fits == (made.after <= space)
    if made.before <= space:
        assert not made.trims


@settings(max_examples=60, deadline=None)
@given(conversations(), _spaces)
def test_no_half_pairs_and_the_persons_words_stay(messages: list[Message], space: int) -> None:
    after = trimmed(messages, plan(messages, space).trims)
    assert normalised(after) == after
    assert [type(message) for message in after] == [type(message) for message in messages]
    for old, new in zip(messages, after, strict=True):
        assert not is_person(old) or new.text.startswith(old.text)
    start = turn_start(messages, 1)
    assert after[start] == messages[start]


@settings(max_examples=60, deadline=None)
@given(conversations(), _spaces)
def test_what_a_category_may_count_on_stays(messages: list[Message], space: int) -> None:
    """Only one that has more than its guaranteed share gives way, and results are not left out unseen."""
    made = plan(messages, space)
    for share in (Category.CONTEXT, Category.DIALOG, Category.OUTPUT):
        before = sum(weigh(message) for message in messages if category(message) is share)
        guaranteed = (space * 70 // 100 - 500) * SHARES.of(share) // 90
        if before <= guaranteed:
            assert not [trim for trim in made.trims if category(messages[trim.at]) is share]
    new = unseen(messages)
    assert all(trim.cause == "cut" for trim in made.trims if trim.at >= new and trim.cause != "image")


@settings(max_examples=60, deadline=None)
@given(conversations(), _spaces)
def test_what_fits_is_not_trimmed_again(messages: list[Message], space: int) -> None:
    made = plan(messages, space)
    if made.fits:
        assert plan(trimmed(messages, made.trims), space).trims == ()


_sizes = st.fixed_dictionaries({one: st.integers(0, 300_000) for one in Category})
_shares = st.builds(Shares, *(st.integers(0, 100) for _ in range(3)))


@given(_sizes, st.integers(0, 300_000), _shares)
def test_shares_flow_and_never_exceed_the_space(sizes: dict[Category, int], space: int, shares: Shares) -> None:
    given_out = allowances(sizes, space, shares)
    assert all(given_out[one] <= sizes[one] for one in Category)
    assert sum(given_out.values()) <= max(space, sizes[Category.SYSTEM])
    if sum(sizes.values()) >= space >= sizes[Category.SYSTEM]:
        assert sum(given_out.values()) == space


def test_unused_share_flows_both_ways() -> None:
    talk = {Category.DIALOG: 10_000, Category.CONTEXT: 0}
    looks = {Category.DIALOG: 0, Category.CONTEXT: 10_000}
    assert allowances(talk, 1_000, SHARES)[Category.DIALOG] == 1_000
    assert allowances(looks, 1_000, SHARES)[Category.CONTEXT] == 1_000


def test_a_superseded_read_goes_first_and_names_its_copy() -> None:
    def read(number: int) -> list[Message]:
        call = Call(str(number), "read_file", '{"path":"cart.py"}')
        return [AssistantMessage(calls=(call,)), ToolMessage(call.id, call.name, f"v{number} " * 2000)]

    messages: list[Message] = [UserMessage("look"), *read(1), *read(2), AssistantMessage("seen")]
    made = plan(messages, 3_000)
    assert [(trim.at, trim.cause) for trim in made.trims] == [(2, "superseded")]
    assert f"{STORE}/read_file-" in made.trims[0].text
    assert 0 < useless(messages, weigh) <= weigh(messages[2])
    assert made.fits


def test_only_what_a_later_call_covers_is_superseded() -> None:
    def stale_reads(*steps: tuple[str, str]) -> list[int]:
        messages: list[Message] = [UserMessage("look")]
        for number, (name, arguments) in enumerate(steps):
            messages += [AssistantMessage(calls=(Call(str(number), name, arguments),))]
            messages += [ToolMessage(str(number), name, "text " * 400)]
        pressed = Pressed([*messages, AssistantMessage("seen")], weigh, 0, STORE)
        return [(trim.at - 2) // 2 for trim in superseded(pressed)]

    whole, page = ("read_file", '{"path":"a"}'), ("read_file", '{"path":"a","offset":200}')
    assert stale_reads(whole, page, whole, page) == [0, 1]
    assert stale_reads(page, whole) == []
    assert stale_reads(whole, page) == []
    assert stale_reads(("read_file", '{"path":"a","limit":9}'), whole) == [0]
    assert stale_reads(whole, page, ("edit_file", '{"path":"a"}')) == [0, 1]
    assert stale_reads(whole, ("edit_file", '{"path":"b"}')) == []


def test_a_result_too_large_for_the_window_keeps_its_ends() -> None:
    text = "head " + "x" * 60_000 + " tail"
    messages: list[Message] = [
        UserMessage("run"),
        AssistantMessage(calls=(Call("1", "bash", "{}"),)),
        ToolMessage("1", "bash", text),
    ]
    made = plan(messages, 6_600)
    after = trimmed(messages, made.trims)[-1]
    assert made.fits
    assert isinstance(after, ToolMessage)
    assert after.text.startswith("head ")
    assert after.text.endswith(" tail")


@pytest.mark.parametrize(("tool", "head"), [("bash", 0.3), ("read_file", 0.6)])
def test_of_what_a_command_prints_the_end_counts_most_and_of_prose_the_beginning(tool: str, head: float) -> None:
    call = Call("1", tool, "{}")
    messages: list[Message] = [
        UserMessage("run"),
        AssistantMessage(calls=(call,)),
        ToolMessage("1", tool, "x" * 60_000),
    ]
    made = plan(messages, 6_600)
    before, _, after = trimmed(messages, made.trims)[-1].text.partition("\n[")
    assert len(before) / (len(before) + len(after)) == pytest.approx(head, abs=0.05)


def test_what_has_to_be_cut_keeps_as_much_as_the_rest_of_it() -> None:
    calls = tuple(Call(str(number), "read_file", f'{{"path":"f{number}"}}') for number in range(3))
    words = ("one " * 9_000, "two " * 18_000, "three " * 100)
    talk: list[Message] = [UserMessage("go"), AssistantMessage(calls=calls)]
    talk += [ToolMessage(call.id, call.name, text) for call, text in zip(calls, words, strict=True)]
    made = plan(talk, 6_600)
    assert made.fits
    assert made.after > 6_600 * 9 // 10
    one, two, three = [weigh(message) for message in trimmed(talk, made.trims)[2:]]
    assert one == pytest.approx(two, rel=0.05)
    assert three == weigh(talk[-1])


def test_what_comes_with_the_words_is_of_their_turn_and_is_cut_like_a_result() -> None:
    talk: list[Message] = [
        UserMessage("first"),
        AssistantMessage("done"),
        UserMessage("mode", source="reminder"),
        UserMessage("file " * 9_000, source="mention"),
        UserMessage("printed " * 9_000, source="command"),
        UserMessage("look"),
    ]
    assert (turn_begin(talk, 1), turn_start(talk, 1)) == (2, 5)
    made = plan(talk, 6_600)
    assert made.fits
    assert [trim.cause for trim in made.trims] == ["cut", "cut"]
    after = trimmed(talk, made.trims)
    for message in after[3:5]:
        assert isinstance(message, UserMessage)
        assert f"whole in {STORE}/{message.source}-" in message.text
    seen = [*talk, AssistantMessage("seen"), UserMessage("and now")]
    assert {trim.cause for trim in plan(seen, 6_600).trims} == {"age"}


def test_reasoning_of_a_reply_with_nothing_else_leaves_a_reply() -> None:
    bare = AssistantMessage(reasoning="hm", thinking=({"thinking": "hm"},))
    assert normalised(trimmed([bare], [Trim(0, "reasoning")])) == [AssistantMessage(reasoning="hm")]


def test_the_answer_has_its_room() -> None:
    assert room(200_000, 64_000) == 126_000
    assert room(8_000, 0) == 6_600
    assert room(100, 200) == 45


def test_what_is_pinned_keeps_its_pictures_and_its_thinking() -> None:
    thought = ({"type": "thinking", "thinking": "hm " * 4_000},)
    picture = Image("image/png", "A" * 40_000)

    def talk(*, pinned: bool) -> list[Message]:
        return [
            UserMessage("look", (picture,), pinned=pinned),
            AssistantMessage("seen", thinking=thought, pinned=pinned),
            UserMessage("more"),
            AssistantMessage("done"),
            UserMessage("and now"),
        ]

    assert {trim.cause for trim in plan(talk(pinned=False), 2_000).trims} >= {"reasoning"}
    assert plan(talk(pinned=True), 2_000).trims == ()
