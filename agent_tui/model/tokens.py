"""Counts tokens without the network, with the encodings that LiteLLM brings."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from agent_tui.core.firsts import Firsts
from agent_tui.model.counting import Counting
from agent_tui.model.encodings import USUAL, bundled, source_of
from agent_tui.model.pieces import estimate
from agent_tui.model.ratios import Ratios

_LEAST, _MOST = 0.5, 2.5
_NEW_SHARE = 0.3


class TokenCounter:
    """A `core.ports.Tokens`: estimates by pieces of words until `load` has read the encoding."""

    def __init__(
        self,
        directory: Callable[[], Path | None] | None = None,
        firsts: Firsts | None = None,
        learned: Ratios | None = None,
    ) -> None:
        """`directory` holds tiktoken's encodings; by default the one inside LiteLLM."""
        self._firsts = firsts or Firsts()
        self._directory = directory or bundled
        self._counting: Counting | None = None
        self._loading = threading.Lock()
        self._learned = learned or Ratios()

    @property
    def exact(self) -> bool:
        """Whether the encoding is loaded."""
        return self._counting is not None

    def load(self) -> bool:
        """Have the encoding read by a process of its own; half a second, for a thread. False where there is none."""
        with self._loading:
            if self._counting is None and (directory := self._directory()) is not None:
                counting = Counting(directory)
                with self._firsts.making("Exact token counts"):
                    if counting.count(USUAL.name, "") is not None:
                        self._counting = counting
        return self.exact

    def count(self, model: str, text: str) -> int:
        """The text's tokens times what is known of the model's own tokenizer."""
        return round(self.plain(text, model) * self.factor(model))

    def factor(self, model: str) -> float:
        """Tokens of the model for each token counted."""
        return self._learned.get(self._name(model)) or _usual_factor(model)

    def observe(self, model: str, reported: int, estimated: int) -> None:
        """Learn from a request whose tokens were `estimated` by `count` and then `reported` by the provider."""
        if reported <= 0 or estimated <= 0:
            return
        seen = self.factor(model) * reported / estimated
        mean = (1 - _NEW_SHARE) * self.factor(model) + _NEW_SHARE * seen
        self._learned.put(self._name(model), min(_MOST, max(_LEAST, mean)))

    def _name(self, model: str) -> str:
        """Under which a factor is kept: estimates are wrong in another way than exact counts."""
        return model if self.exact else f"{model} (by pieces)"

    def encoding(self, model: str) -> str:
        """As `core.ports.Tokens`."""
        return source_of(model).name

    def plain(self, text: str, model: str = "") -> int:
        """As `core.ports.Tokens`."""
        counting = self._counting
        if counting is not None:
            for name in (source_of(model).name, USUAL.name):
                tokens = counting.count(name, text)
                if tokens is not None:
                    return tokens
            self._counting = None
        return estimate(text)


def _usual_factor(model: str) -> float:
    if "claude" in model or model.startswith("anthropic/"):
        return 1.2
    return 1.0 if model.startswith("openai/") else 1.1
