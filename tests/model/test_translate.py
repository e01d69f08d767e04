from __future__ import annotations

from agent_tui.core.messages import AssistantMessage, Call, Image, Request, ToolMessage, UserMessage
from agent_tui.model.translate import messages, tools
from tests.model.asking import CLAUDE, GPT, READ, request

PICTURE = Image("image/png", "AAAA")
PICTURE_PART = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}


def test_a_whole_conversation() -> None:
    asked = request(
        GPT,
        UserMessage("Environment.", source="environment"),
        UserMessage("Read it."),
        AssistantMessage("Reading.", calls=(Call("1", "read_file", '{"path":"a"}'), Call("2", "read_file", ""))),
        ToolMessage("1", "read_file", "text"),
        ToolMessage("2", "read_file", "", failed=True),
        AssistantMessage("Done."),
    )
    assert messages(asked) == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Environment.\n\nRead it."},
        {
            "role": "assistant",
            "content": "Reading.",
            "tool_calls": [
                {"id": "1", "type": "function", "function": {"name": "read_file", "arguments": '{"path":"a"}'}},
                {"id": "2", "type": "function", "function": {"name": "read_file", "arguments": "{}"}},
            ],
        },
        {"role": "tool", "tool_call_id": "1", "content": "text"},
        {"role": "tool", "tool_call_id": "2", "content": "(no output)"},
        {"role": "assistant", "content": "Done."},
    ]


def test_a_system_prompt_may_be_missing() -> None:
    assert messages(Request(GPT, "", (), (UserMessage("a"),))) == [{"role": "user", "content": "a"}]


def test_pictures_of_the_person_stand_beside_their_words() -> None:
    asked = request(GPT, UserMessage("What is it?", (PICTURE,)))
    assert messages(asked)[1]["content"] == [{"type": "text", "text": "What is it?"}, PICTURE_PART]


def test_pictures_of_a_tool_follow_all_results_of_the_reply() -> None:
    asked = request(
        GPT,
        UserMessage("Look."),
        AssistantMessage(calls=(Call("1", "read_file", "{}"), Call("2", "read_file", "{}"))),
        ToolMessage("1", "read_file", "a picture", images=(PICTURE,)),
        ToolMessage("2", "read_file", "text"),
        UserMessage("And?"),
    )
    roles = [message["role"] for message in messages(asked)]
    assert roles == ["system", "user", "assistant", "tool", "tool", "user"]
    assert PICTURE_PART in messages(asked)[-1]["content"]
    assert messages(asked)[-1]["content"][0]["text"].endswith("And?")


def test_thinking_goes_to_the_model_it_came_from_only() -> None:
    block = {"type": "thinking", "thinking": "t", "signature": "s"}
    said = AssistantMessage("So.", thinking=(block,), model=CLAUDE)
    asked = request(CLAUDE, UserMessage("a"), said)
    assert messages(asked)[-1] == {"role": "assistant", "content": "So.", "thinking_blocks": [block]}
    asked = request(GPT, UserMessage("a"), said)
    assert messages(asked)[-1] == {"role": "assistant", "content": "So."}


def test_a_reply_of_reasoning_alone_is_not_empty() -> None:
    asked = request(GPT, UserMessage("a"), AssistantMessage(reasoning="Hm."))
    assert messages(asked)[-1] == {"role": "assistant", "content": "(no answer)"}


def test_tools_are_functions() -> None:
    assert tools([READ]) == [
        {
            "type": "function",
            "function": {"name": "read_file", "description": "Read a file.", "parameters": READ.parameters},
        }
    ]
