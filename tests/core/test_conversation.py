from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_tui.core.conversation import INTERRUPTED, Conversation, normalised
from agent_tui.core.messages import AssistantMessage, Call, Message, ToolMessage, UserMessage

_ids = st.sampled_from(["a", "b", "c", "d"])
_calls = st.lists(st.builds(Call, _ids, st.just("read"), st.just("{}")), max_size=3).map(tuple)
_messages: st.SearchStrategy[Message] = st.one_of(
    st.builds(UserMessage, st.sampled_from(["", "hello"])),
    st.builds(AssistantMessage, st.sampled_from(["", "text"]), st.just(""), _calls),
    st.builds(ToolMessage, _ids, st.just("read"), st.just("result")),
)


@given(st.lists(_messages, max_size=12))
def test_a_normalised_talk_is_valid_and_normalising_again_changes_nothing(messages: list[Message]) -> None:
    valid = normalised(messages)
    used: list[str] = []
    index = 0
    while index < len(valid):
        message = valid[index]
        index += 1
        assert not isinstance(message, ToolMessage)
        assert message.text or (isinstance(message, AssistantMessage) and message.calls)
        if isinstance(message, AssistantMessage):
            for call in message.calls:
                result = valid[index]
                assert isinstance(result, ToolMessage)
                assert result.call_id == call.id
                index += 1
            used += [call.id for call in message.calls]
    assert len(used) == len(set(used))
    assert normalised(valid) == valid


def test_results_wait_for_their_turn() -> None:
    talk = Conversation([UserMessage("go")])
    talk.add(AssistantMessage(calls=(Call("a", "read", "{}"), Call("b", "read", "{}"))))
    talk.answer(ToolMessage("b", "read", "B"))
    assert [call.id for call in talk.open_calls] == ["a"]
    assert len(talk) == 2
    talk.answer(ToolMessage("a", "read", "A"))
    assert [message.text for message in talk.messages[2:]] == ["A", "B"]


def test_only_open_calls_take_results_and_only_closed_talks_take_messages() -> None:
    talk = Conversation()
    talk.add(AssistantMessage(calls=(Call("a", "read", "{}"),)))
    with pytest.raises(ValueError, match="no open call x"):
        talk.answer(ToolMessage("x", "read", ""))
    with pytest.raises(ValueError, match="without a result: a"):
        talk.add(UserMessage("early"))
    with pytest.raises(ValueError, match="without a result: a"):
        talk.replace(())
    assert talk.close() == (ToolMessage("a", "read", INTERRUPTED, failed=True),)
    with pytest.raises(ValueError, match="no open call a"):
        talk.answer(ToolMessage("a", "read", "late"))


def test_two_calls_with_one_id_are_refused_and_an_empty_reply_is_no_message() -> None:
    talk = Conversation()
    twin = Call("a", "read", "{}")
    with pytest.raises(ValueError, match="share an id"):
        talk.add(AssistantMessage(calls=(twin, twin)))
    talk.add(AssistantMessage())
    assert talk.messages == ()


def test_a_new_page_replaces_the_old() -> None:
    talk = Conversation([UserMessage("old")])
    talk.replace([UserMessage("summary", source="summary"), ToolMessage("orphan", "read", "")])
    assert talk.messages == (UserMessage("summary", source="summary"),)


def test_a_message_without_content_takes_no_place() -> None:
    conversation = Conversation()
    conversation.add(UserMessage(""))
    conversation.add(AssistantMessage())
    assert conversation.messages == ()
