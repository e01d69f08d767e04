"""What passes between the UI process and the worker: one JSON object a line, both ways."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.json import Decoder, Encoder

from agent_tui.core.errors import FailureKind
from agent_tui.core.messages import AssistantMessage, Request, Usage
from agent_tui.core.vitals import Connections

LONGEST_LINE = 256 * 1024 * 1024
"""Bytes; a conversation with pictures is sent as one line."""


class Complete(Struct, frozen=True, tag="complete"):
    """Answer a request; what comes back bears the same id."""

    id: int
    request: Request
    base_url: str = ""
    api_key: str = ""
    """Empty takes the key that the provider's variable has in the worker's environment."""
    headers: dict[str, str] = {}
    """Sent with the request besides the provider's usual ones."""
    timeout: float = 600.0
    """Seconds for the whole reply."""
    window: int = 0
    """Tokens that the server is told to have room for; 0 leaves it to the server."""


class Cancel(Struct, frozen=True, tag="cancel"):
    """Stop a request; `Cancelled` is the answer, also where the request had ended."""

    id: int


class Warm(Struct, frozen=True, tag="warm"):
    """Load LiteLLM."""

    model: str = ""
    """Where one is named, a request in its provider's protocol is rehearsed."""


class Ping(Struct, frozen=True, tag="ping"):
    """Ask for a sign of life."""


class Hello(Struct, frozen=True, tag="hello"):
    """A session joins a worker that it did not start; `Welcome` is the answer, or the connection closes."""

    identity: str
    """Theirs must be the same; see `identity.identity`."""
    linger: float
    """Seconds that the worker is to wait after its last session."""


class Tell(Struct, frozen=True, tag="tell"):
    """Asked in the place of `Hello`: `Told` is the answer."""


class End(Struct, frozen=True, tag="end"):
    """Asked in the place of `Hello`: take no more sessions and end with the last; `Told` is the answer."""


class Welcome(Struct, frozen=True, tag="welcome"):
    """From here on a session's frames are answered."""

    identity: str


class Told(Struct, frozen=True, tag="told"):
    """How a worker that waits for sessions is."""

    pid: int
    version: str
    litellm: str
    """LiteLLM's version; empty until it is loaded."""
    age: float
    """Seconds since it was started."""
    sessions: int
    requests: int
    """Requests answered so far."""
    left: float
    """Seconds until it ends by itself, where it has no session."""


class Piece(Struct, frozen=True, tag="piece"):
    """New characters of a reply; for `call` the name of the tool whose call is being written."""

    id: int
    kind: Literal["text", "reasoning", "call"]
    text: str


class Done(Struct, frozen=True, tag="done"):
    """A reply is whole."""

    id: int
    message: AssistantMessage
    finish: str
    usage: Usage


class Failed(Struct, frozen=True, tag="failed"):
    """A request came to nothing."""

    id: int
    kind: FailureKind
    text: str
    status: int = 0
    retry_after: float | None = None


class Cancelled(Struct, frozen=True, tag="cancelled"):
    """A request is stopped: its connection is closed."""

    id: int


class Pong(Struct, frozen=True, tag="pong"):
    """A sign of life."""

    modules: int
    """How many modules the worker has loaded."""
    litellm: bool
    """Whether LiteLLM is one of them."""
    sessions: int = 1
    """How many use the worker now, with this one."""
    requests: int = 0
    """Of all of its sessions so far."""
    connections: tuple[Connections, ...] = ()


class Ready(Struct, frozen=True, tag="ready"):
    """LiteLLM is loaded."""

    seconds: float


Knock = Hello | Tell | End
"""The first frame that comes over the socket where a worker waits."""
ToWorker = Complete | Cancel | Warm | Ping
FromWorker = Piece | Done | Failed | Cancelled | Pong | Ready

encoder = Encoder()
to_worker = Decoder(ToWorker)
from_worker = Decoder(FromWorker)
knock = Decoder(Knock)
answer = Decoder(Welcome | Told)
