"""A model's server on this machine: OpenAI's chat completions, streamed to the microsecond as a prompt asks for."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import msgspec

HELLO = "Hellomark5"
"""What answers a prompt in one word."""
FOLDER = "lib"
"""Where the files lie that calls are about: part_0.py, part_1.py and so on."""
_CHARACTERS_A_TOKEN = 4
_THOUGHT = 0.05
"""Seconds until the first token of an answer that comes at a rate: less than any model needs, and enough for the app to
have drawn what was sent."""
_ASKED = re.compile(r"perf (stream|steps|batch|search|work|hello)(?: (\d+))?(?: (\d+))?")
_WORDS = (
    *("lorem", "ipsum", "dolor", "amet", "elit", "magna", "aliqua", "veniam"),
    *("nostrud", "ullamco", "laboris", "nisi", "commodo", "irure", "velit", "cillum"),
)
_COMMON: dict[str, Any] = {"id": "perf", "object": "chat.completion.chunk", "created": 1, "model": "perf"}
_Call = tuple[str, dict[str, Any]]
"""A tool and its arguments."""


def first(tokens: int) -> str:
    """The first word of an answer of so many tokens: another in each, since earlier answers are drawn again."""
    return f"First{tokens}tok"


def last(tokens: int) -> str:
    """The last word of an answer of so many tokens."""
    return f"Last{tokens}tok"


def done(kind: str, calls: int) -> str:
    """What answers a prompt of calls once all were carried out."""
    return f"Done{calls}{kind}"


def prose(tokens: int) -> list[str]:
    """An answer of so many tokens in Markdown: headings, paragraphs, lists and code."""
    words: list[str] = [first(tokens), "\n\n"]
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
    return [
        *words[: tokens - 2],
        "\n```\n\n" if "".join(words[: tokens - 2]).count("```") % 2 else "\n\n",
        last(tokens),
    ]


class ModelServer:
    """What a prompt asks for, it gets: `perf hello`, `perf stream TOKENS RATE`, and `perf steps`, `batch`, `search` or
    `work` with a number of calls."""

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
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        seen = self.server.seen
        seen.arrivals.append(time.monotonic())
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._send(_chunk({"role": "assistant", "content": ""}))
        parts, rate = answer(msgspec.json.decode(sent))
        if rate:
            time.sleep(_THOUGHT)
        began = time.monotonic()
        seen.firsts.append(began)
        for number, part in enumerate(parts):
            if rate and (early := began + number / rate - time.monotonic()) > 0:
                time.sleep(early)
            self._send(part)
        self._send(_usage(len(sent) // _CHARACTERS_A_TOKEN))
        self._send(b"data: [DONE]\n\n")
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
    finished = sum(message["role"] == "tool" for message in talk[len(talk) - since :])
    if kind == "stream":
        return _stream(prose(count)), rate
    if kind == "steps" and finished < count:
        return _calls([_read(finished % 8)]), 0
    if kind == "work" and finished < count:
        return _calls([_worked(finished)]), 0
    if kind == "batch" and not finished:
        return _calls([_read(each) for each in range(count)]), 0
    if kind == "search" and not finished:
        return _calls([("grep", {"pattern": f"value . {each}$", "mode": "count"}) for each in range(count)]), 0
    return _stream([HELLO if kind == "hello" else done(kind, count)]), 0


def _text(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


def _stream(parts: list[str]) -> Iterator[bytes]:
    yield from (_chunk({"content": part}) for part in parts)
    yield from _end("stop")


def _read(number: int) -> _Call:
    return "read_file", {"path": _path(number)}


def _worked(finished: int) -> _Call:
    """What somebody does who has done so much: look for a place, read three files, change one, look at it again.

    Every fourth time the one that is changed was worked on before.
    """
    number, what = divmod(finished, 7)
    first = number * 3
    path = _path(first - 9 if number % 4 == 3 else first)
    line, sign = 10 + number % 10, "-*/%"[number // 10 % 4]
    return (
        ("grep", {"pattern": f"part_[0-9]*_{line}", "path": path, "context": 2}),
        ("read_file", {"path": path}),
        _read(first + 1),
        _read(first + 2),
        (
            "edit_file",
            {"path": path, "old": f"    return value + {line}\n", "new": f"    return value {sign} {line}\n"},
        ),
        ("read_file", {"path": path, "offset": max(1, line * 3 - 6), "limit": 12}),
        ("bash", {"command": f"grep -n 'value {sign} {line}' {path}"}),
    )[what]


def _path(number: int) -> str:
    return f"{FOLDER}/part_{number}.py"


def _calls(calls: Sequence[_Call]) -> Iterator[bytes]:
    for index, (name, arguments) in enumerate(calls):
        function = {"name": name, "arguments": msgspec.json.encode(arguments).decode()}
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


def _usage(tokens: int) -> bytes:
    usage = {"prompt_tokens": tokens, "completion_tokens": 100, "total_tokens": tokens + 100}
    return _data({**_COMMON, "choices": [], "usage": usage})


def _chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    return _data({**_COMMON, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})


def _data(value: object) -> bytes:
    return b"data: " + msgspec.json.encode(value) + b"\n\n"
