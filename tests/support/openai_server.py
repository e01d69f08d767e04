"""A server that speaks OpenAI's chat completions, streaming, as told by a list of replies."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tests.support.http_server import Answer, ScriptedServer, status

__all__ = ["Answer", "OpenAIServer", "call", "calls", "cut_call", "cut_text", "say", "slow", "status"]

USAGE = {
    "prompt_tokens": 120,
    "completion_tokens": 30,
    "total_tokens": 150,
    "prompt_tokens_details": {"cached_tokens": 80},
    "completion_tokens_details": {"reasoning_tokens": 12},
}
DONE = b"data: [DONE]\n\n"
_ids = itertools.count(1)


class OpenAIServer(ScriptedServer):
    """Point `OPENAI_BASE_URL`, or `model.base_url`, at `base_url`."""

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"


def say(text: str, reasoning: str = "", usage: dict[str, Any] | None = None, finish: str = "stop") -> Answer:
    """Words, with reasoning before them, a few characters at a time."""
    return Answer((*_words(text, reasoning), *_end(finish, usage)))


def call(name: str, arguments: dict[str, Any] | str, text: str = "") -> Answer:
    """One call; `arguments` given as text are sent as they are, well-formed or not."""
    return calls((name, arguments), text=text)


def calls(
    *wanted: tuple[str, dict[str, Any] | str],
    text: str = "",
    finish: str = "tool_calls",
    usage: dict[str, Any] | None = None,
) -> Answer:
    """Several calls in one reply, their arguments split over deltas."""
    deltas = itertools.chain.from_iterable(_call(index, *one) for index, one in enumerate(wanted))
    return Answer((*_words(text, ""), *deltas, *_end(finish, usage)))


def cut_call(name: str, arguments: dict[str, Any]) -> Answer:
    """A call whose stream ends cleanly in the middle of its arguments, without finish reason or terminator."""
    deltas = list(_call(0, name, arguments))
    return Answer(tuple(deltas[: len(deltas) // 2 + 1]))


def cut_text(text: str, *, abrupt: bool = False) -> Answer:
    """Words whose stream ends without finish reason or terminator; `abrupt` resets the connection."""
    return Answer((*_words(text, ""), 0.05), end="abrupt" if abrupt else "whole")


def slow(text: str, seconds: float, size: int = 4) -> Answer:
    """Words with a pause of `seconds` after each `size` characters."""
    body: list[bytes | float] = []
    for part in _words(text, "", size):
        body += [part, seconds]
    return Answer((*body, *_end("stop")))


def _words(text: str, reasoning: str, size: int = 4) -> Iterator[bytes]:
    yield _chunk({"role": "assistant", "content": ""})
    yield from (_chunk({"reasoning_content": part}) for part in _split(reasoning, size))
    yield from (_chunk({"content": part}) for part in _split(text, size))


def _call(index: int, name: str, arguments: dict[str, Any] | str) -> Iterator[bytes]:
    raw = arguments if isinstance(arguments, str) else msgspec.json.encode(arguments).decode()
    begin = {"id": f"call_{next(_ids)}", "type": "function", "function": {"name": name, "arguments": ""}}
    yield _chunk({"tool_calls": [{"index": index, **begin}]})
    for part in _split(raw, 5):
        yield _chunk({"tool_calls": [{"index": index, "function": {"arguments": part}}]})


def _end(finish: str, usage: dict[str, Any] | None = None) -> Iterator[bytes]:
    yield _chunk({}, finish)
    yield _data({**_COMMON, "choices": [], "usage": usage or USAGE})
    yield DONE


_COMMON: dict[str, Any] = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}


def _chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    return _data({**_COMMON, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _data(value: object) -> bytes:
    return b"data: " + msgspec.json.encode(value) + b"\n\n"


def _split(text: str, size: int) -> Iterable[str]:
    return (text[start : start + size] for start in range(0, len(text), size))
