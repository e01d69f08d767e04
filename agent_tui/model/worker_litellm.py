"""The only file that imports LiteLLM; importing it takes seconds, so only the worker does."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Mapping
from importlib import metadata
from typing import Any

import litellm
from litellm.llms.custom_httpx import http_handler

from agent_tui.core.errors import FailureKind, ModelFailed
from agent_tui.core.messages import Usage
from agent_tui.model.accumulate import Reply
from agent_tui.model.anchors import marked, marked_tools, wants_marks
from agent_tui.model.connector import TellingConnector
from agent_tui.model.estimate import estimated
from agent_tui.model.failure import failure
from agent_tui.model.translate import messages, tools
from agent_tui.model.wire import Complete, Done, Piece

litellm.suppress_debug_info = True
litellm.telemetry = False
http_handler.TCPConnector = TellingConnector
# Clients of OpenAI's library, of which there is one a key, then use the same connections, and none keeps cookies.
litellm.aclient_session = http_handler.AsyncHTTPHandler().client
# It would count what it sends, with a tokeniser of 40 MB, to know a price that is asked of nobody.
litellm.disable_token_counter = True


class _Encoding:
    """LiteLLM's own tokeniser, loaded on its first use: every request is handed it, and few do anything with it."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - it stands for an object of tiktoken's
        from litellm.litellm_core_utils.default_encoding import encoding

        return getattr(encoding, name)


litellm.main.encoding = _Encoding()

_FINISHES = {
    "stop": "stop",
    "end_turn": "stop",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "tool_use": "tool_calls",
    "length": "length",
    "max_tokens": "length",
    "content_filter": "content_filter",
    "refusal": "content_filter",
}


def version() -> str:
    """LiteLLM's version."""
    return metadata.version("litellm")


def forget() -> None:
    """Drop what LiteLLM keeps that holds a key; connections stay."""
    clients = litellm.in_memory_llm_clients_cache
    for name, client in list(clients.cache_dict.items()):
        if hasattr(client, "api_key"):
            clients.delete_cache(name)


async def stream(job: Complete) -> AsyncGenerator[Piece | Done, None]:
    """Stream one reply. Closing the iterator closes the connection. Raises `ModelFailed`."""
    request = job.request
    try:
        response = await litellm.acompletion(**_arguments(job))
    except Exception as error:
        raise _failed(request.model, error) from error
    reply, usage = Reply(request.model), Usage()
    try:
        try:
            async for chunk in response:
                if reported := getattr(chunk, "usage", None):
                    usage = _usage(reported)
                for piece in _pieces(job.id, chunk, reply):
                    yield piece
                _lighten(response.chunks)
        except Exception as error:
            failed = _failed(request.model, error)
            raise _cut() if failed.kind is FailureKind.CONNECTION else failed from error
        # LiteLLM makes up a finish reason for a stream that just ends: only this tells it from a real one.
        finish = response.received_finish_reason
    finally:
        await response.aclose()
    if finish is None:
        raise _cut()
    message = reply.message()
    name = _FINISHES.get(str(finish), "stop")
    if name == "stop" and message.calls:
        name = "tool_calls"
    yield Done(job.id, message, name, usage if usage.total_tokens else estimated(request, message))


def _arguments(job: Complete) -> dict[str, Any]:
    request = job.request
    said, given = messages(request), tools(request.tools)
    if wants_marks(request.model, _entry(request.model)):
        said, given = marked(said), marked_tools(given)
    arguments: dict[str, Any] = {
        "model": request.model,
        "messages": said,
        "stream": True,
        "stream_options": {"include_usage": True},
        # There is one owner of retries, and it is on the other side of the socket.
        "num_retries": 0,
        "max_retries": 0,
        "timeout": job.timeout,
        "drop_params": True,
    }
    if given:
        arguments["tools"] = given
    if request.effort:
        arguments["reasoning_effort"] = request.effort
    if request.max_output:
        arguments["max_tokens"] = request.max_output
    if job.window:
        arguments["num_ctx"] = job.window
    if job.base_url:
        arguments["api_base"] = job.base_url
    if job.api_key:
        arguments["api_key"] = job.api_key
    if job.headers:
        arguments["extra_headers"] = job.headers
    return arguments


def _entry(model: str) -> dict[str, Any] | None:
    table: dict[str, dict[str, Any]] = litellm.model_cost
    return table.get(model) or table.get(model.partition("/")[2])


def _lighten(chunks: list[Any]) -> None:
    """Drop the newest chunk, unless it is the first or tells usage.

    LiteLLM keeps all of them to put the reply together once more at its end, for logs that nobody reads: a tenth of
    a second for 1,500.
    """
    if len(chunks) > 1 and getattr(chunks[-1], "usage", None) is None:
        chunks.pop()


def _pieces(job: int, chunk: Any, reply: Reply) -> list[Piece]:  # noqa: ANN401 - LiteLLM's chunks have no types
    if not chunk.choices:
        return []
    delta = chunk.choices[0].delta
    pieces: list[Piece] = []
    if reasoning := getattr(delta, "reasoning_content", None):
        reply.add_reasoning(reasoning)
        pieces.append(Piece(job, "reasoning", reasoning))
    for block in getattr(delta, "thinking_blocks", None) or ():
        reply.add_thinking(dict(block))
    if delta.content:
        reply.add_text(delta.content)
        pieces.append(Piece(job, "text", delta.content))
    for call in delta.tool_calls or ():
        name = reply.add_call(call.index or 0, call.id, call.function.name, call.function.arguments)
        if name:
            pieces.append(Piece(job, "call", name))
    return pieces


def _usage(reported: Any) -> Usage:  # noqa: ANN401 - LiteLLM's usage has optional parts
    prompt = getattr(reported, "prompt_tokens_details", None)
    completion = getattr(reported, "completion_tokens_details", None)
    return Usage(
        input_tokens=reported.prompt_tokens or 0,
        output_tokens=reported.completion_tokens or 0,
        cached_tokens=getattr(prompt, "cached_tokens", None) or 0,
        cache_write_tokens=getattr(reported, "cache_creation_input_tokens", None) or 0,
        reasoning_tokens=getattr(completion, "reasoning_tokens", None) or 0,
    )


def _cut() -> ModelFailed:
    return ModelFailed(FailureKind.CUT, "The answer broke off before its end.")


def _failed(model: str, error: Exception) -> ModelFailed:
    if isinstance(error, ModelFailed):
        return error
    status = getattr(error, "status_code", 0)
    response = getattr(error, "response", None)
    headers = getattr(response, "headers", None) or getattr(error, "litellm_response_headers", None)
    text = str(getattr(error, "message", "") or error)
    return failure(
        model,
        status if isinstance(status, int) else 0,
        text,
        dict(headers) if isinstance(headers, Mapping) else None,
        now=time.time(),
    )
