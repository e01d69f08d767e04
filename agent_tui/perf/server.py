"""A model's server on this machine: OpenAI's chat completions, streamed to the microsecond as a prompt asks for."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import msgspec

FIRST, LAST, HELLO = "Firsttok7", "Lasttok9", "Hellomark5"
_ASKED = re.compile(r"perf (stream|steps|batch|hello)(?: (\d+))?(?: (\d+))?")
_WORDS = (
    *("lorem", "ipsum", "dolor", "amet", "elit", "magna", "aliqua", "veniam"),
    *("nostrud", "ullamco", "laboris", "nisi", "commodo", "irure", "velit", "cillum"),
)
_COMMON: dict[str, Any] = {"id": "perf", "object": "chat.completion.chunk", "created": 1, "model": "perf"}
_USAGE = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}


def prose(tokens: int) -> list[str]:
    """An answer of so many tokens in Markdown: headings, paragraphs, lists and code."""
    words: list[str] = [FIRST, "\n\n"]
    number = 0
    while len(words) < tokens - 2:
        number += 1
        words += ["## ", _WORDS[number % 16], "\n\n"]
        words += [f" {_WORDS[(number * 7 + each) % 16]}" for each in range(40)]
        words += [
            ".\n\n",
            *(part for each in range(3) for part in ("- ", _WORDS[each], " `", _WORDS[number % 9], "`\n")),
        ]
        words += [
            "\n```python\n",
            "def ",
            _WORDS[number % 16],
            "(value):\n",
            "    return ",
            "value",
            " + ",
            "1\n",
            "```\n\n",
        ]
    return [*words[: tokens - 2], "\n```\n\n" if "".join(words[: tokens - 2]).count("```") % 2 else "\n\n", LAST]


class ModelServer:
    """What a prompt asks for, it gets: `perf hello`, `perf stream TOKENS RATE`, `perf steps N`, `perf batch N`."""

    def __init__(self) -> None:
        self.arrivals: list[float] = []
        """`time.monotonic()` of each request."""
        self.firsts: list[float] = []
        """`time.monotonic()` of each answer's first token."""
        self.ends: list[float] = []
        """`time.monotonic()` of each answer's last byte."""
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, seen: ModelServer) -> None:
        self.seen = seen
        super().__init__(("127.0.0.1", 0), _Exchange)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's own
        """A client that goes away is none of our business."""


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        body = msgspec.json.decode(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        seen = self.server.seen
        seen.arrivals.append(time.monotonic())
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._send(_chunk({"role": "assistant", "content": ""}))
        parts, rate = answer(body)
        began = time.monotonic()
        seen.firsts.append(began)
        for number, part in enumerate(parts):
            if rate and (early := began + number / rate - time.monotonic()) > 0:
                time.sleep(early)
            self._send(part)
        self.wfile.write(b"0\r\n\r\n")
        seen.ends.append(time.monotonic())

    def _send(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Nothing."""


def answer(body: dict[str, Any]) -> tuple[Iterator[bytes], int]:
    """The chunks of the answer to `body`, and how many a second are sent; 0 is as fast as it goes."""
    talk = body["messages"]
    asked, since = next(
        (
            (found, len(talk) - at)
            for at, message in reversed(list(enumerate(talk)))
            if message["role"] == "user" and (found := _ASKED.search(_text(message)))
        ),
        (None, 0),
    )
    kind, count, rate = (asked[1], int(asked[2] or 0), int(asked[3] or 0)) if asked else ("hello", 0, 0)
    done = sum(message["role"] == "tool" for message in talk[len(talk) - since :])
    if kind == "stream":
        return _stream(prose(count)), rate
    if kind == "steps" and done < count:
        return _calls([f"part_{done % 8}.py"]), 0
    if kind == "batch" and not done:
        return _calls([f"part_{each}.py" for each in range(count)]), 0
    return _stream([HELLO]), 0


def _text(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


def _stream(parts: list[str]) -> Iterator[bytes]:
    yield from (_chunk({"content": part}) for part in parts)
    yield from _end("stop")


def _calls(paths: list[str]) -> Iterator[bytes]:
    for index, path in enumerate(paths):
        function = {"name": "read_file", "arguments": msgspec.json.encode({"path": path}).decode()}
        yield _chunk(
            {
                "tool_calls": [
                    {"index": index, "id": f"c{time.monotonic_ns()}", "type": "function", "function": function}
                ]
            }
        )
    yield from _end("tool_calls")


def _end(finish: str) -> Iterator[bytes]:
    yield _chunk({}, finish)
    yield _data({**_COMMON, "choices": [], "usage": _USAGE})
    yield b"data: [DONE]\n\n"


def _chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    return _data({**_COMMON, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _data(value: object) -> bytes:
    return b"data: " + msgspec.json.encode(value) + b"\n\n"
