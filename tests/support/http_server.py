"""A loopback HTTP server in a thread that gives scripted answers and remembers what it was asked."""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self

import msgspec
from msgspec import Struct


class Answer(Struct, frozen=True):
    """One scripted answer."""

    body: tuple[bytes | float, ...]
    """What is sent, in order; a number is a pause in seconds."""
    status: int = 200
    headers: dict[str, str] = {}
    end: Literal["whole", "abrupt"] = "whole"
    """`abrupt` resets the connection instead of ending the answer."""


class Asked(Struct, frozen=True):
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: dict[str, Any]
    at: float
    """`time.monotonic()`."""
    port: int
    """Of the client; the same for requests over one connection."""


Reply = Answer | Callable[[dict[str, Any]], Answer]


def status(code: int, body: Mapping[str, Any] | str, **headers: str) -> Answer:
    """An error; `retry_after="2"` sends the header `Retry-After: 2`."""
    raw = body.encode() if isinstance(body, str) else msgspec.json.encode(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer((raw,), code, {"Content-Type": "application/json", **named})


class ScriptedServer:
    """Gives its replies in order, each once; a request beyond them gets a 418 and shows in `unexpected`.

    A reply may be a function of the request's body. Usable in `with` and `async with`, and from other processes.
    """

    def __init__(self, replies: Iterable[Reply] = (), always: Reply | None = None) -> None:
        """`always` answers whatever comes after `replies`."""
        self.requests: list[Asked] = []
        self.unexpected: list[Asked] = []
        self.left: list[float] = []
        """`time.monotonic()` of each time that a client went away before an answer's end."""
        self._replies = deque(replies)
        self._always = always
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Address without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [asked.body for asked in self.requests]

    def script(self, *replies: Reply) -> None:
        """Begin anew with other replies; forget what was asked before."""
        with self._lock:
            self._replies = deque(replies)
            self.requests, self.unexpected, self.left = [], [], []

    def until(self, happened: Callable[[Self], object], seconds: float = 5.0) -> None:
        """Wait, in another thread than a loop's, until something `happened` to this server."""
        deadline = time.monotonic() + seconds
        while not happened(self):
            assert time.monotonic() < deadline, f"it did not happen within {seconds} s"
            time.sleep(0.005)

    def next_answer(self, asked: Asked) -> Answer:
        """The answer to `asked`, which is remembered."""
        with self._lock:
            self.requests.append(asked)
            reply = self._replies.popleft() if self._replies else self._always
            if reply is None:
                self.unexpected.append(asked)
                return status(418, {"error": {"message": "The script has no reply left."}})
        return reply if isinstance(reply, Answer) else reply(asked.body)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._server.drop_all()
        self._thread.join()

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        self.__exit__()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, script: ScriptedServer) -> None:
        self.script = script
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Exchange)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are part of the tests."""

    def drop_all(self) -> None:
        """Close the connections that clients keep."""
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.path, headers, msgspec.json.decode(raw or b"{}"), time.monotonic(), self.client_address[1])
        answer = self.server.script.next_answer(asked)
        try:
            self._send(answer)
        except ConnectionError:
            self.server.script.left.append(time.monotonic())
            self.close_connection = True

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in {"Content-Type": "text/event-stream", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in answer.body:
            if isinstance(part, float):
                self._pause(part)
            else:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        if answer.end == "abrupt":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
        else:
            self.wfile.write(b"0\r\n\r\n")

    def _pause(self, seconds: float) -> None:
        """Wait. Raises `ConnectionError` as soon as the client goes away."""
        readable, _, _ = select.select([self.connection], [], [], seconds)
        if readable and not self.connection.recv(1, socket.MSG_PEEK):
            raise ConnectionResetError

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Nothing: tests read `requests`."""
