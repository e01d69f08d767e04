"""Counts what a request holds, each part once."""

from __future__ import annotations

from functools import partial
from hashlib import blake2b

import msgspec

from agent_tui.core.messages import AssistantMessage, ToolSpec
from agent_tui.core.ports import Tokens
from agent_tui.core.vitals import Kept
from agent_tui.core.window import Part, Weigh

_FRAME = 4
"""Tokens that a provider adds around each message."""
_IMAGE = 1_600
"""Tokens of a picture: what providers charge at most for one of the size they take."""
_REMEMBERED = 50_000


class Counted:
    """Remembers counts by the hash of the counted text, so that only what changed is counted again; for a thread."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._counts: dict[tuple[str, bytes], int] = {}
        self.anew = 0
        """Parts that had to be counted, since they were not remembered."""
        self.remembered = 0
        """Parts that had not."""

    @property
    def exact(self) -> bool:
        """Whether counts are more than estimates."""
        return self._tokens.exact

    def weigher(self, model: str) -> Weigh:
        """Counts parts as `model` does, by what is known of it now."""
        return partial(self._weigh, model, self._tokens.encoding(model), self._tokens.factor(model))

    def load(self) -> bool:
        """Begin to count exactly; blocks. False where that has begun already, or is not possible."""
        if self._tokens.exact or not self._tokens.load():
            return False
        self._counts.clear()
        return True

    def observe(self, model: str, reported: int, estimated: int) -> None:
        """Learn from what the provider reported; blocks."""
        self._tokens.observe(model, reported, estimated)

    def kept(self) -> Kept:
        """How often a count was remembered."""
        return Kept("token counts", self.remembered, self.anew)

    def _weigh(self, model: str, encoding: str, factor: float, part: Part) -> int:
        frame, pictures = (0, 0) if isinstance(part, str | ToolSpec) else (_FRAME, len(getattr(part, "images", ())))
        return round((self._plain(model, encoding, _text(part)) + frame) * factor) + pictures * _IMAGE

    def _plain(self, model: str, encoding: str, text: str) -> int:
        key = encoding, blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
        known = self._counts.get(key)
        if known is not None:
            self.remembered += 1
        else:
            known = self._tokens.plain(text, model)
            self.anew += 1
            if len(self._counts) >= _REMEMBERED:
                del self._counts[next(iter(self._counts))]
            self._counts[key] = known
        return known


def _text(part: Part) -> str:
    """What of a part reaches the model as words."""
    match part:
        case str():
            return part
        case ToolSpec():
            return msgspec.json.encode({"type": "function", "function": part}).decode()
        case AssistantMessage():
            calls = "".join(f"{call.name}{call.arguments}" for call in part.calls)
            thinking = msgspec.json.encode(part.thinking).decode() if part.thinking else ""
            return f"{part.text}{calls}{thinking}"
        case _:
            return part.text
