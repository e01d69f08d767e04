"""A server that speaks Anthropic's messages, streaming, as told by a list of replies."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import msgspec

from tests.support.http_server import Answer, ScriptedServer, status

__all__ = ["Answer", "AnthropicServer", "call", "calls", "cut_call", "say", "status", "think"]

INPUT = {"input_tokens": 40, "cache_creation_input_tokens": 10, "cache_read_input_tokens": 70, "output_tokens": 1}
OUTPUT_TOKENS = 25
_ids = itertools.count(1)


class AnthropicServer(ScriptedServer):
    """Point `ANTHROPIC_BASE_URL` at `url`."""


def say(text: str) -> Answer:
    """Words, a few characters at a time."""
    return _answer("end_turn", _block({"type": "text", "text": ""}, "text_delta", "text", text))


def think(reasoning: str, signature: str, text: str, *wanted: tuple[str, dict[str, Any]]) -> Answer:
    """A signed thinking block, then words, then calls."""
    begin = {"type": "thinking", "thinking": "", "signature": ""}
    blocks = [_block(begin, "thinking_delta", "thinking", reasoning, signature)]
    blocks.append(_block({"type": "text", "text": ""}, "text_delta", "text", text))
    return _answer("tool_use" if wanted else "end_turn", *blocks, *(_use(*one) for one in wanted))


def call(name: str, arguments: dict[str, Any]) -> Answer:
    """One call."""
    return calls((name, arguments))


def calls(*wanted: tuple[str, dict[str, Any]]) -> Answer:
    """Several calls in one reply, their arguments split over deltas."""
    return _answer("tool_use", *(_use(*one) for one in wanted))


def cut_call(name: str, arguments: dict[str, Any]) -> Answer:
    """A call whose stream ends cleanly in the middle of its arguments, without stop reason or terminator."""
    whole = calls((name, arguments)).body
    return Answer(whole[: len(whole) // 2])


_Events = list[dict[str, Any]]


def _use(name: str, arguments: dict[str, Any]) -> _Events:
    begin = {"type": "tool_use", "id": f"toolu_{next(_ids)}", "name": name, "input": {}}
    return _block(begin, "input_json_delta", "partial_json", msgspec.json.encode(arguments).decode())


def _block(begin: dict[str, Any], kind: str, field: str, text: str, signature: str = "") -> _Events:
    parts = [text[start : start + 6] for start in range(0, len(text), 6)]
    deltas: _Events = [{"type": kind, field: part} for part in parts]
    if signature:
        deltas.append({"type": "signature_delta", "signature": signature})
    return [
        {"type": "content_block_start", "content_block": begin},
        *({"type": "content_block_delta", "delta": delta} for delta in deltas),
        {"type": "content_block_stop"},
    ]


def _answer(reason: str, *blocks: _Events) -> Answer:
    return Answer(tuple(_event(event) for event in _message(reason, blocks)))


def _message(reason: str, blocks: tuple[_Events, ...]) -> Iterator[dict[str, Any]]:
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": "scripted", "content": []}
    yield {"type": "message_start", "message": {**head, "stop_reason": None, "usage": INPUT}}
    for index, events in enumerate(blocks):
        yield from ({**event, "index": index} for event in events)
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": reason, "stop_sequence": None},
        "usage": {"output_tokens": OUTPUT_TOKENS},
    }
    yield {"type": "message_stop"}


def _event(event: dict[str, Any]) -> bytes:
    return b"event: " + str(event["type"]).encode() + b"\ndata: " + msgspec.json.encode(event) + b"\n\n"
