from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent_tui.core.messages import Call
from agent_tui.model.accumulate import Reply


def test_arguments_of_interleaved_calls_are_put_together() -> None:
    reply = Reply("m")
    assert reply.add_call(0, "a", "read_file", "") == "read_file"
    assert reply.add_call(1, "b", "grep", '{"p') == "grep"
    assert reply.add_call(0, None, None, '{"path":') == ""
    reply.add_call(1, None, None, 'attern":"x"}')
    reply.add_call(0, None, None, '"a"}')
    assert reply.message().calls == (
        Call("a", "read_file", '{"path":"a"}'),
        Call("b", "grep", '{"pattern":"x"}'),
    )


def test_calls_that_all_have_the_index_0_are_told_apart_by_id() -> None:
    reply = Reply("m")
    for call_id in ("a", "b", "c"):
        reply.add_call(0, call_id, "read_file", "{")
        reply.add_call(0, None, None, "}")
    assert reply.message().calls == tuple(Call(call_id, "read_file", "{}") for call_id in "abc")


def test_an_id_repeated_in_each_delta_is_one_call() -> None:
    reply = Reply("m")
    reply.add_call(0, "a", "read_file", "{")
    reply.add_call(0, "a", "read_file", "}")
    assert reply.message().calls == (Call("a", "read_file", "{}"),)


def test_missing_and_doubled_ids_are_made_unique() -> None:
    reply = Reply("m")
    for index, call_id in enumerate((None, "", "same", "same")):
        reply.add_call(index, call_id, "read_file", "{}")
    ids = [call.id for call in reply.message().calls]
    assert len(set(ids)) == 4
    assert all(ids)


def test_a_call_without_a_name_is_dropped() -> None:
    reply = Reply("m")
    reply.add_call(0, "a", None, "{}")
    assert reply.message().calls == ()


def test_a_thinking_block_in_parts_ends_with_its_signature() -> None:
    reply = Reply("m")
    reply.add_thinking({"type": "thinking", "thinking": "Let me "})
    reply.add_thinking({"type": "thinking", "thinking": "see."})
    reply.add_thinking({"type": "thinking", "thinking": "Let me see.", "signature": "s1"})
    reply.add_thinking({"type": "redacted_thinking", "data": "xyz"})
    reply.add_thinking({"type": "thinking", "thinking": "More."})
    reply.add_thinking({"type": "thinking", "thinking": "", "signature": "s2"})
    reply.add_thinking({"type": "thinking", "thinking": "Never signed."})
    assert reply.message().thinking == (
        {"type": "thinking", "thinking": "Let me see.", "signature": "s1"},
        {"type": "redacted_thinking", "data": "xyz"},
        {"type": "thinking", "thinking": "More.", "signature": "s2"},
    )


@given(st.lists(st.text(), max_size=20))
def test_text_is_the_sum_of_its_pieces(pieces: list[str]) -> None:
    reply = Reply("m")
    for piece in pieces:
        reply.add_text(piece)
        reply.add_reasoning(piece)
    assert reply.message().text == reply.message().reasoning == "".join(pieces)
