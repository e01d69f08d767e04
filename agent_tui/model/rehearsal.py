"""Has LiteLLM answer one request to a server inside this process, so that the first real one finds all in place."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from urllib.request import getproxies, proxy_bypass

from msgspec.json import encode

from agent_tui.core.errors import ModelFailed
from agent_tui.core.messages import Request, ToolSpec, UserMessage
from agent_tui.model import worker_litellm
from agent_tui.model.wire import Complete

_SECONDS = 5.0
_HOST = "127.0.0.1"
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
_CHUNK: dict[str, object] = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
_OPENAI: tuple[dict[str, object], ...] = (
    {**_CHUNK, "choices": [{"index": 0, "delta": {"role": "assistant", "content": "a"}, "finish_reason": None}]},
    {**_CHUNK, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
    {**_CHUNK, "choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}},
)
_MESSAGE: dict[str, object] = {"id": "1", "type": "message", "role": "assistant", "model": "m", "content": []}
_ANTHROPIC: tuple[dict[str, object], ...] = (
    {"type": "message_start", "message": {**_MESSAGE, "usage": {"input_tokens": 1, "output_tokens": 1}}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "a"}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 1}},
    {"type": "message_stop"},
)


def _sse(events: tuple[dict[str, object], ...], end: bytes = b"") -> bytes:
    return b"".join(b"data: " + encode(event) + b"\n\n" for event in events) + end


async def rehearse(model: str) -> None:
    """Ask `model` for a reply of one letter; one of another protocol fails, which loads most of it too."""
    if {"http", "all"} & getproxies().keys() and not proxy_bypass(_HOST):
        # A proxy would be asked for an address of this machine, and could take long to refuse.
        return
    anthropic = model.startswith("anthropic/")
    body = _sse(_ANTHROPIC) if anthropic else _sse(_OPENAI, b"data: [DONE]\n\n")

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(_HEAD + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, _HOST, 0) as server:
        port = server.sockets[0].getsockname()[1]
        tool = ToolSpec("rehearse", "Do nothing.", {"type": "object", "properties": {}})
        request = Request(model, "", (tool,), (UserMessage("a"),))
        base_url = f"http://{_HOST}:{port}" + ("" if anthropic else "/v1")
        job = Complete(0, request, base_url, "rehearsal", timeout=_SECONDS)
        try:
            async with asyncio.timeout(_SECONDS), aclosing(worker_litellm.stream(job)) as source:
                async for _ in source:
                    pass
        except (ModelFailed, TimeoutError):
            return
