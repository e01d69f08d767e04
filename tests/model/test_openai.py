from __future__ import annotations

import asyncio
from typing import cast

import msgspec
import pytest
from msgspec.structs import replace

from agent_tui.core.errors import FailureKind
from agent_tui.core.events import Delta, Replied, Retrying
from agent_tui.core.messages import AssistantMessage, ToolMessage, Usage, UserMessage
from agent_tui.model.client import WorkerProvider
from agent_tui.model.retry import Retried
from tests.model.asking import GPT, events, failure, reply, request, streamed
from tests.support.openai_server import (
    Answer,
    OpenAIServer,
    call,
    calls,
    cut_call,
    cut_text,
    say,
    slow,
    status,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def at_once(_: float) -> None:
    await asyncio.sleep(0)


async def test_text_reasoning_and_usage(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(say("Hello, world.", reasoning="They greet me."))
    got = await events(provider, request(GPT))
    last = got[-1]
    assert isinstance(last, Replied)
    assert last.message == AssistantMessage("Hello, world.", "They greet me.", model=GPT)
    assert last.usage == Usage(120, 30, cached_tokens=80, reasoning_tokens=12)
    assert last.finish == "stop"
    assert 0 < last.first_token_seconds <= last.seconds
    assert streamed(got, "text") == "Hello, world."
    assert streamed(got, "reasoning") == "They greet me."
    sent = openai.bodies[0]
    assert sent["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "hello"},
    ]
    assert sent["tools"][0]["function"]["name"] == "read_file"
    assert openai.requests[0].headers["authorization"] == "Bearer key-for-tests"


async def test_the_organization_that_pays_is_named(
    provider: WorkerProvider, openai: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORGANIZATION", "org-for-tests")
    openai.script(say("Hello."))
    await reply(provider, request(GPT))
    assert openai.requests[0].headers["openai-organization"] == "org-for-tests"


async def test_usage_that_the_provider_does_not_report_is_estimated(
    provider: WorkerProvider, openai: OpenAIServer
) -> None:
    told = say("Hello, world.")
    openai.script(replace(told, body=tuple(part for part in told.body if b"prompt_tokens" not in cast("bytes", part))))
    usage = (await reply(provider, request(GPT))).usage
    assert usage.estimated
    assert usage.input_tokens > 20
    assert usage.output_tokens == len("Hello, world.[]") // 4


async def test_parallel_calls_with_split_arguments(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(calls(("read_file", {"path": "a.py"}), ("read_file", {"path": "b.py"}), text="Both."))
    got = await events(provider, request(GPT))
    last = got[-1]
    assert isinstance(last, Replied)
    assert [(c.name, msgspec.json.decode(c.arguments)) for c in last.message.calls] == [
        ("read_file", {"path": "a.py"}),
        ("read_file", {"path": "b.py"}),
    ]
    assert len({c.id for c in last.message.calls}) == 2
    assert last.finish == "tool_calls"
    assert [e.text for e in got if isinstance(e, Delta) and e.kind == "call"] == ["read_file", "read_file"]


async def test_the_same_piece_over_and_over_is_no_failure(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(say("----" * 400))
    assert (await reply(provider, request(GPT))).message.text == "----" * 400


async def test_malformed_arguments_reach_the_agent_as_written(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(call("read_file", '{"path": '))
    assert (await reply(provider, request(GPT))).message.calls[0].arguments == '{"path": '


async def test_length_is_told(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(calls(("read_file", '{"pa'), finish="length"))
    assert (await reply(provider, request(GPT))).finish == "length"


async def test_each_request_extends_the_one_before(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(call("read_file", {"path": "a"}), say("It says x."))
    asked = request(GPT)
    first = await reply(provider, asked)
    result = ToolMessage(first.message.calls[0].id, "read_file", "x")
    await reply(provider, request(GPT, *asked.messages, first.message, result))
    before, after = openai.bodies
    assert after["messages"][: len(before["messages"])] == before["messages"]
    assert after["tools"] == before["tools"]
    assert [m["role"] for m in after["messages"]] == ["system", "user", "assistant", "tool"]


@pytest.mark.parametrize("cut", [cut_call("read_file", {"path": "a_long_name.py"}), cut_text("Half of a")])
async def test_a_stream_without_its_end_is_no_reply(
    cut: Answer, provider: WorkerProvider, openai: OpenAIServer
) -> None:
    openai.script(cut)
    assert (await failure(provider, request(GPT))).kind is FailureKind.CUT


async def test_a_reset_in_mid_stream_is_a_cut(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(cut_text("Half of a", abrupt=True))
    assert (await failure(provider, request(GPT))).kind is FailureKind.CUT


async def test_a_cut_call_is_asked_for_again_and_never_passed_on(
    provider: WorkerProvider, openai: OpenAIServer
) -> None:
    openai.script(cut_call("read_file", {"path": "wrong.py"}), call("read_file", {"path": "right.py"}))
    got = await events(Retried(provider, at_once), request(GPT))
    replies = [event for event in got if isinstance(event, Replied)]
    assert [c.arguments for r in replies for c in r.message.calls] == ['{"path":"right.py"}']
    assert [event.reason for event in got if isinstance(event, Retrying)] == ["The answer broke off before its end."]
    assert len(openai.requests) == 2


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        (
            status(401, {"error": {"message": "Incorrect API key provided: k"}}),
            FailureKind.AUTH,
            (
                "openai refused the key (401): Incorrect API key provided: k. "
                "Set OPENAI_API_KEY, or choose another model with /model."
            ),
        ),
        (
            status(404, {"error": {"message": "The model `test-model` does not exist"}}),
            FailureKind.NOT_FOUND,
            (
                "openai does not know the model openai/test-model (404): The model `test-model` does not exist. "
                "Choose another with /model."
            ),
        ),
        (status(500, {"error": {"message": "boom"}}), FailureKind.SERVER, "openai failed (500): boom."),
        (status(529, {"error": {"message": "busy"}}), FailureKind.OVERLOADED, "openai is overloaded (529): busy."),
        (
            status(400, {"error": {"message": "This model's maximum context length is 8 tokens."}}),
            FailureKind.CONTEXT,
            (
                "The conversation is too long for openai/test-model: This model's maximum context length is 8 tokens. "
                "Use /compact, or /clear to begin anew."
            ),
        ),
    ],
    ids=lambda value: value.value if isinstance(value, FailureKind) else "",
)
async def test_an_error_is_one_sentence_after_one_request(
    answer: Answer, kind: FailureKind, sentence: str, provider: WorkerProvider, openai: OpenAIServer
) -> None:
    openai.script(answer)
    failed = await failure(provider, request(GPT))
    assert (failed.kind, str(failed)) == (kind, sentence)
    assert len(openai.requests) == 1


async def test_retry_after_is_obeyed(provider: WorkerProvider, openai: OpenAIServer) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    openai.script(status(429, {"error": {"message": "Slow down"}}, retry_after="7"), say("Now."))
    got = await events(Retried(provider, sleep), request(GPT))
    assert slept == [7.0]
    assert got[0] == Retrying("openai limits the rate of requests (429): Slow down.", 1, 7.0)


async def test_many_at_once_do_not_wait_for_one_another(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(*[slow("word " * 4, 0.1, size=5)] * 12)
    replies = await asyncio.gather(*(reply(provider, request(GPT, UserMessage(f"{n}"))) for n in range(12)))
    assert {r.message.text for r in replies} == {"word " * 4}
    begins = sorted(asked.at for asked in openai.requests)
    assert begins[-1] - begins[0] < max(r.seconds for r in replies)
    assert sum(r.seconds for r in replies) > 3 * max(r.seconds for r in replies)


async def test_pieces_are_joined_and_the_first_comes_at_once(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(slow("x" * 100, 0.001, size=1))
    got = [event async for event in provider.reply(request(GPT))]
    pieces = [event for event in got if isinstance(event, Delta)]
    assert streamed(got, "text") == "x" * 100
    assert len(pieces[0].text) == 1
    assert len(pieces) < 60


async def test_neighbouring_user_messages_are_one(provider: WorkerProvider, openai: OpenAIServer) -> None:
    openai.script(say("Seen."))
    await reply(provider, request(GPT, UserMessage("Context.", source="environment"), UserMessage("Question?")))
    assert openai.bodies[0]["messages"][1:] == [{"role": "user", "content": "Context.\n\nQuestion?"}]
