"""Follows how far each request extends the last, since only that part is served from a provider's cache."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import takewhile

import msgspec

from agent_tui.core.events import Sent
from agent_tui.core.messages import Request

_DIGEST_BYTES = 8


class Chain:
    """Remembers the blocks of the last request, each by its hash: tools, system prompt, messages."""

    def __init__(self) -> None:
        self._model = ""
        self._blocks: tuple[str, ...] = ()

    def link(self, request: Request, changed: str) -> Sent:
        """Take `request` up; `changed` says what was done to the conversation since the last one."""
        blocks = _blocks(request)
        pairs = zip(self._blocks, blocks, strict=False)
        kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        cause = ""
        if self._blocks and request.model != self._model:
            kept, cause = 0, "another model"
        elif kept < len(self._blocks):
            cause = _cause(kept, changed)
        self._model, self._blocks = request.model, blocks
        whole = blake2b("".join(blocks).encode(), digest_size=_DIGEST_BYTES).hexdigest()
        return Sent(request.model, whole, len(blocks), kept, cause)


def _cause(kept: int, changed: str) -> str:
    if not kept:
        return "other tools"
    return "another system prompt" if kept == 1 else changed or "the conversation changed"


def _blocks(request: Request) -> tuple[str, ...]:
    parts: Sequence[object] = (request.tools, request.system, *request.messages)
    return tuple(blake2b(msgspec.json.encode(part), digest_size=_DIGEST_BYTES).hexdigest() for part in parts)
