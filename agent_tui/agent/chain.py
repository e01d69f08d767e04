"""Follows how far each request extends the last, since only that part is served from a provider's cache."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate, takewhile

import msgspec
from msgspec import Struct

from agent_tui.core.messages import Request
from agent_tui.core.window import Weigh

_DIGEST_BYTES = 8


class Link(Struct, frozen=True):
    """A request beside the last one."""

    digest: str
    """As in `Sent`."""
    base: str
    """As in `Sent`."""
    blocks: int
    kept: int
    """Blocks that are the same as in the last request, from the first on."""
    tokens: int
    cached: int
    """Tokens of the blocks that are kept."""
    cause: str = ""
    """Why it does not extend the last request; empty where it does."""
    lost: int = 0
    """Tokens that would be cached if it did."""


class _Blocks(Struct, frozen=True):
    """A request as its blocks, each by its hash and its tokens: tools, system prompt, messages."""

    model: str = ""
    digests: tuple[str, ...] = ()
    tokens: tuple[int, ...] = ()


class Chain:
    """Remembers the blocks of the last request."""

    def __init__(self) -> None:
        self._last = self._before = _Blocks()

    def link(self, request: Request, weigh: Weigh, changed: str) -> Link:
        """Take `request` up; `changed` says what was done to the conversation since the last one."""
        made = self.beside(request, weigh, changed)
        self._before, self._last = self._last, _Blocks(request.model, _digests(request), _tokens(request, weigh))
        return made

    def take_back(self) -> None:
        """Forget the request that was taken up last: nobody has read it."""
        self._last = self._before

    def beside(self, request: Request, weigh: Weigh, changed: str = "") -> Link:
        """`request` beside the last one, which stays the last one."""
        last, digests, tokens = self._last, _digests(request), _tokens(request, weigh)
        pairs = zip(last.digests, digests, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        kept = same if request.model == last.model else 0
        cause = _cause(same, changed, another=request.model != last.model) if kept < len(last.digests) else ""
        lost = min(sum(tokens[kept:]), sum(last.tokens[kept:])) if cause else 0
        ends = list(accumulate(digests, _linked, initial=""))
        return Link(ends[-1], ends[kept], len(digests), kept, sum(tokens), sum(tokens[:kept]), cause, lost)

    def begin_anew(self) -> None:
        """Expect no more of the next request than that it begins as the last one did."""
        last = self._last
        self._last = _Blocks(last.model, last.digests[:_FIXED], last.tokens[:_FIXED])


_FIXED = 2
"""Blocks before the messages."""


def _cause(same: int, changed: str, *, another: bool) -> str:
    if another:
        return "another model" if same else "another model with other tools"
    if not same:
        return "other tools"
    return "another system prompt" if same == 1 else changed or "the conversation changed"


def _digests(request: Request) -> tuple[str, ...]:
    parts: Sequence[object] = (request.tools, request.system, *request.messages)
    return tuple(blake2b(msgspec.json.encode(part), digest_size=_DIGEST_BYTES).hexdigest() for part in parts)


def _linked(link: str, digest: str) -> str:
    return blake2b(f"{link}{digest}".encode(), digest_size=_DIGEST_BYTES).hexdigest()


def _tokens(request: Request, weigh: Weigh) -> tuple[int, ...]:
    return (sum(map(weigh, request.tools)), weigh(request.system), *map(weigh, request.messages))
