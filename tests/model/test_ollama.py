"""A model on one's own machine: the server is told how much room a request needs, or it would leave out the rest."""

from __future__ import annotations

import msgspec
import pytest

from agent_tui.model.client import Access, WorkerProvider
from tests.model.asking import reply, request
from tests.support.http_server import Answer, ScriptedServer
from tests.support.scripted import FlatPrices

pytestmark = pytest.mark.asyncio(loop_scope="session")


def said(text: str) -> Answer:
    """An answer as Ollama streams it: one JSON object a line."""
    common = {"model": "qwen3", "created_at": "2026-01-01T00:00:00Z"}
    parts = (
        {**common, "message": {"role": "assistant", "content": text}, "done": False},
        {
            **common,
            "message": {"role": "assistant", "content": ""},
            "done": True,
            "done_reason": "stop",
            "prompt_eval_count": 11,
            "eval_count": 2,
        },
    )
    return Answer(
        tuple(msgspec.json.encode(part) + b"\n" for part in parts), headers={"Content-Type": "application/x-ndjson"}
    )


async def test_the_server_makes_the_room_that_is_counted_with(provider: WorkerProvider) -> None:
    before = provider.access
    with ScriptedServer(always=said("hi")) as server:
        provider.access = Access(server.url)
        try:
            got = await reply(provider, request("ollama_chat/qwen3"))
        finally:
            provider.access = before
    assert (got.message.text, got.usage.input_tokens) == ("hi", 11)
    rooms = [asked.body["options"]["num_ctx"] for asked in server.requests if asked.path == "/api/chat"]
    assert rooms == [FlatPrices().window("ollama_chat/qwen3")]
