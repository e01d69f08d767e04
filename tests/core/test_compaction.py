from __future__ import annotations

from agent_tui.core.compaction import kept, page, whole_turns
from agent_tui.core.conversation import Conversation, normalised
from agent_tui.core.facts import Facts, gathered
from agent_tui.core.messages import AssistantMessage, Call, Image, Message, ToolMessage, UserMessage
from agent_tui.core.trimming import Trim
from tests.core.test_fitting import weigh


def step(number: int, name: str, arguments: str, text: str, *, failed: bool = False) -> list[Message]:
    return [
        AssistantMessage(calls=(Call(f"c{number}", name, arguments),)),
        ToolMessage(f"c{number}", name, text, failed),
    ]


def talk(turns: int) -> list[Message]:
    made: list[Message] = [UserMessage("here", source="environment")]
    for number in range(turns):
        made += [UserMessage(f"words {number}"), *step(number, "bash", '{"command":"make"}', "x" * 400)]
        made.append(AssistantMessage(f"answer {number}"))
    return made


def test_a_page_has_ground_words_summary_and_facts_in_this_order() -> None:
    old = [*talk(3), *step(7, "read_file", '{"path":"cart.py"}', "text")]
    made = page([*old, UserMessage("now")], 1, "SUMMARY", (), ("job 1",), weigh, 100_000)
    assert [message.source for message in made.messages] == ["environment", "said", "said", "said", "summary", "facts"]
    assert "words 1" in made.messages[2].text
    assert gathered(made.messages) == Facts(read=("cart.py",))
    assert '"jobs":["job 1"]' in made.messages[-1].text
    assert (made.said, made.dropped) == (3, 0)


def test_the_words_stay_over_several_compactions() -> None:
    conversation = Conversation(talk(3))
    for number in range(3):
        conversation.add(UserMessage(f"more {number}"))
        made = page(conversation.messages, 1, "S", (), (), weigh, 100_000)
        conversation.fold(made.messages, 1)
    said = "".join(message.text for message in conversation.messages)
    assert all(said.count(word) == 1 for word in ("words 0", "words 2", "more 0", "more 2"))


def test_the_turn_under_way_keeps_its_words_at_the_end_of_the_page() -> None:
    messages = [UserMessage("build it"), *step(1, "bash", "{}", "x" * 90_000), *step(2, "bash", "{}", "y")]
    keep = kept(messages, weigh, 6_000, must=True)
    made = page(messages, keep, "S", (), (), weigh, 6_000)
    assert keep == 2
    assert made.messages[-1] == UserMessage("build it")
    folded = [*made.messages, *messages[-keep:]]
    assert normalised(folded) == folded


def test_two_turns_are_kept_while_there_is_room() -> None:
    messages = talk(5)
    assert kept(messages, weigh, 100_000, must=False) == 8
    assert kept(messages, weigh, 400, must=False) == 4
    assert whole_turns(messages) == 8
    assert whole_turns(talk(2)) == 4
    assert whole_turns(talk(1)) == 4


def test_the_turn_under_way_is_torn_only_where_it_must_be() -> None:
    turn: list[Message] = [UserMessage("build it"), *step(1, "bash", "{}", "x" * 3_000), *step(2, "bash", "{}", "y")]
    messages = [*talk(3), *turn]
    assert kept(messages, weigh, 1_000, must=False) == len(turn)
    assert kept(messages, weigh, 1_000, must=True) == 2
    assert kept(turn, weigh, 1_000, must=False) == len(turn)


def test_words_without_room_are_counted_and_the_newest_stay() -> None:
    messages: list[Message] = [UserMessage(f"{number} " + "w" * 400) for number in range(9)]
    made = page(messages, 1, "S", (), (), weigh, 1_600)
    assert made.said + made.dropped == 8
    assert made.messages[made.said - 1].text.startswith("<said>\n7 ")


def test_facts_follow_files_commands_and_the_plan() -> None:
    messages = [
        *step(1, "bash", '{"command":"pytest"}', "1 failed\nexit 1", failed=True),
        *step(2, "edit_file", '{"path":"cart.py"}', "ok"),
        *step(3, "apply_patch", '{"patch":"*** Update File: tax.py\\n"}', "ok"),
        *step(4, "bash", '{"command":"make lint"}', "no rule\nexit 2", failed=True),
        *step(5, "todo", "{}", "[ ] test it"),
        *step(6, "bash", '{"command":"pytest"}', "passed"),
    ]
    facts = gathered(messages)
    assert facts == Facts(changed=("cart.py", "tax.py"), failed=("make lint → exit 2",), plan="[ ] test it")
    carried = [UserMessage(facts.text(), source="facts"), *step(7, "bash", '{"command":"make lint"}', "clean")]
    assert gathered(carried).failed == ()


def test_unfolding_restores_the_same_bytes_and_keeps_what_came_after() -> None:
    conversation = Conversation(talk(4))
    before = conversation.messages
    made = page(before, 4, "S", (), (), weigh, 100_000)
    conversation.fold(made.messages, 4)
    conversation.add(UserMessage("later"))
    conversation.trim([Trim(0, "image", "note")])
    assert conversation.unfold()
    assert conversation.messages == (*before, UserMessage("later"))
    assert not conversation.unfold()


def test_what_was_left_out_can_be_brought_back_across_a_compaction_and_its_undoing() -> None:
    conversation = Conversation(talk(4))
    before = conversation.messages
    old, late = 3, len(before) - 2
    conversation.trim([Trim(old, "dropped", "stub"), Trim(late, "dropped", "stub")])
    trimmed = conversation.messages
    made = page(trimmed, 4, "S", (), (), weigh, 100_000)
    conversation.fold(made.messages, 4)
    assert not conversation.untrim(old)
    assert conversation.untrim(len(conversation) - 2)
    assert conversation.messages[-4:] == before[-4:]
    conversation.add(UserMessage("later"))
    conversation.add(AssistantMessage("answer"))
    conversation.trim([Trim(len(conversation) - 1, "dropped", "stub")])
    assert conversation.unfold()
    assert conversation.messages[: len(before)] == trimmed
    for at in (old, late, len(before) + 1):
        assert conversation.untrim(at)
    assert conversation.messages == (*before, UserMessage("later"), AssistantMessage("answer"))


def test_whatever_is_pinned_stays_word_for_word_over_several_compactions() -> None:
    picture = Image("image/png", "AAAA")
    old: list[Message] = [
        UserMessage("here", source="environment", pinned=True),
        UserMessage("<file>\nlong\n</file>", source="mention", pinned=True),
        UserMessage("w" * 4_000, (picture,), pinned=True),
        UserMessage("newer"),
        *step(1, "bash", '{"command":"make"}', "printed"),
        AssistantMessage("answer", pinned=True),
        UserMessage("seen", (picture,)),
    ]
    old[5] = ToolMessage("c1", "bash", "printed", images=(picture,), pinned=True)
    for _ in range(3):
        # There is room for no words but those that are pinned.
        old = [*page(old, 0, "S", (), (), weigh, 8).messages]
    told = [(message.source, message.text) for message in old if isinstance(message, UserMessage)]
    assert told == [
        ("environment", "here"),
        ("said", f"<said>\n{'w' * 4_000}\n</said>"),
        ("summary", "<summary>\nS\n</summary>"),
        ("pinned", "<file>\nlong\n</file>"),
        ("pinned", "<pinned>\nWhat bash returned:\nprinted\n</pinned>"),
        ("pinned", "<pinned>\nanswer\n</pinned>"),
    ]
    assert [message.images for message in old if not isinstance(message, AssistantMessage)] == [
        *[(), (picture,), (), ()],
        (picture,),
        (),
    ]
