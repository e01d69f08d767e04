from __future__ import annotations

import pytest

from agent_tui.core.errors import FailureKind
from agent_tui.core.events import Replied
from agent_tui.core.messages import AssistantMessage, ToolMessage, Usage, UserMessage
from agent_tui.model.client import WorkerProvider
from tests.model.asking import CLAUDE, GPT, events, failure, reply, request, streamed
from tests.support import openai_server
from tests.support.anthropic_server import INPUT, OUTPUT_TOKENS, Answer, AnthropicServer, cut_call, say, status, think
from tests.support.openai_server import OpenAIServer

pytestmark = pytest.mark.asyncio(loop_scope="session")

INPUT_TOKENS = INPUT["input_tokens"] + INPUT["cache_creation_input_tokens"] + INPUT["cache_read_input_tokens"]


async def test_text_and_usage_with_what_the_cache_did(provider: WorkerProvider, anthropic: AnthropicServer) -> None:
    anthropic.script(say("Hello from Claude."))
    got = await events(provider, request(CLAUDE))
    last = got[-1]
    assert isinstance(last, Replied)
    assert last.message == AssistantMessage("Hello from Claude.", model=CLAUDE)
    assert streamed(got, "text") == "Hello from Claude."
    assert last.usage == Usage(INPUT_TOKENS, OUTPUT_TOKENS, cached_tokens=70, cache_write_tokens=10)
    assert anthropic.requests[0].path == "/v1/messages"
    assert anthropic.requests[0].headers["x-api-key"] == "key-for-tests"


async def test_thinking_goes_back_unchanged_to_the_same_model(
    provider: WorkerProvider, anthropic: AnthropicServer
) -> None:
    anthropic.script(think("Let me look at it.", "c2lnbmVk", "Reading.", ("read_file", {"path": "a"})), say("Done."))
    asked = request(CLAUDE, effort="low")
    got = await events(provider, asked)
    first = got[-1]
    assert isinstance(first, Replied)
    assert first.message.reasoning == streamed(got, "reasoning") == "Let me look at it."
    block = {"type": "thinking", "thinking": "Let me look at it.", "signature": "c2lnbmVk"}
    assert first.message.thinking == (block,)
    result = ToolMessage(first.message.calls[0].id, "read_file", "x")
    await reply(provider, request(CLAUDE, *asked.messages, first.message, result, effort="low"))
    assistant = anthropic.bodies[1]["messages"][1]
    assert assistant["role"] == "assistant"
    assert assistant["content"] == [
        block,
        {"type": "text", "text": "Reading."},
        {"type": "tool_use", "id": first.message.calls[0].id, "name": "read_file", "input": {"path": "a"}},
    ]


async def test_thinking_does_not_reach_another_model(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(openai_server.say("Fine."))
    thought = AssistantMessage("So.", thinking=({"type": "thinking", "thinking": "t", "signature": "s"},), model=CLAUDE)
    await reply(provider, request(GPT, UserMessage("a"), thought, UserMessage("b")))
    assert openai.bodies[0]["messages"][2] == {"role": "assistant", "content": "So."}


async def test_a_stream_without_its_end_is_no_reply(provider: WorkerProvider, anthropic: AnthropicServer) -> None:
    anthropic.script(cut_call("read_file", {"path": "a_long_name.py"}))
    assert (await failure(provider, request(CLAUDE))).kind is FailureKind.CUT


def error(code: int, kind: str, message: str) -> Answer:
    return status(code, {"type": "error", "error": {"type": kind, "message": message}})


@pytest.mark.parametrize(
    ("answer", "kind", "begins"),
    [
        (
            error(401, "authentication_error", "invalid x-api-key"),
            FailureKind.AUTH,
            "anthropic refused the key (401): invalid x-api-key. Set ANTHROPIC_API_KEY,",
        ),
        (error(529, "overloaded_error", "Overloaded"), FailureKind.OVERLOADED, "anthropic is overloaded"),
        (error(429, "rate_limit_error", "Slow"), FailureKind.RATE_LIMIT, "anthropic limits the rate of requests (429)"),
        (
            error(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
            FailureKind.CONTEXT,
            "The conversation is too long for anthropic/claude-sonnet-4-5: prompt is too long",
        ),
        (
            error(400, "invalid_request_error", "Your credit balance is too low to access the API."),
            FailureKind.REFUSED,
            "anthropic refuses requests of this account",
        ),
    ],
    ids=lambda value: value.value if isinstance(value, FailureKind) else "",
)
async def test_an_error_is_one_sentence_after_one_request(
    answer: Answer, kind: FailureKind, begins: str, provider: WorkerProvider, anthropic: AnthropicServer
) -> None:
    anthropic.script(answer)
    failed = await failure(provider, request(CLAUDE))
    assert failed.kind is kind
    assert str(failed).startswith(begins)
    assert "\n" not in str(failed)
    assert len(anthropic.requests) == 1
