"""Counts tokens without the network, with the encodings that LiteLLM brings."""

from __future__ import annotations

import importlib.util
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from agent_tui.core.firsts import Firsts
from agent_tui.model.ratios import Ratios

if TYPE_CHECKING:
    from tiktoken import Encoding

_NAME = "o200k_base"
_FILE = "fb374d419588a4632f3f557e76b4b70aebbca790"
"""What tiktoken calls the encoding's file in its cache directory."""
_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
"""Of the encoding's file, as tiktoken itself demands it."""
_CHARACTERS_A_TOKEN = 3.6
_LEAST, _MOST = 0.5, 2.5
_NEW_SHARE = 0.3


class TokenCounter:
    """A `core.ports.Tokens`: estimates by characters until `load` has read the encoding."""

    def __init__(
        self,
        directory: Callable[[], Path | None] | None = None,
        firsts: Firsts | None = None,
        learned: Ratios | None = None,
    ) -> None:
        """`directory` holds tiktoken's encodings; by default the one inside LiteLLM."""
        self._firsts = firsts or Firsts()
        self._directory = directory or bundled
        self._encoding: Encoding | None = None
        self._loading = threading.Lock()
        self._learned = learned or Ratios()

    @property
    def exact(self) -> bool:
        """Whether the encoding is loaded."""
        return self._encoding is not None

    def load(self) -> bool:
        """Read the encoding; half a second and 76 MB, for a thread. False where there is none."""
        with self._loading:
            if self._encoding is None and (directory := self._directory()) is not None:
                with self._firsts.making("Exact token counts"):
                    self._encoding = _read(directory)
        return self.exact

    def count(self, model: str, text: str) -> int:
        """The text's tokens times what is known of the model's own tokenizer."""
        return round(self.plain(text) * self.factor(model))

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
        return model if self.exact else f"{model} (estimated)"

    def plain(self, text: str) -> int:
        """As `core.ports.Tokens`."""
        if self._encoding is None:
            return round(len(text) / _CHARACTERS_A_TOKEN)
        return len(self._encoding.encode_ordinary(text))


def bundled() -> Path | None:
    """The directory of encodings inside the installed LiteLLM; None where there is none."""
    spec = importlib.util.find_spec("litellm")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "litellm_core_utils" / "tokenizers"


def _read(directory: Path) -> Encoding | None:
    # tiktoken goes to the network for a file that is missing or not as it should be, and removes the latter.
    if not _sound(directory / _FILE):
        return None
    import tiktoken

    before = os.environ.get("TIKTOKEN_CACHE_DIR")
    os.environ["TIKTOKEN_CACHE_DIR"] = str(directory)
    try:
        return tiktoken.get_encoding(_NAME)
    finally:
        if before is None:
            del os.environ["TIKTOKEN_CACHE_DIR"]
        else:
            os.environ["TIKTOKEN_CACHE_DIR"] = before


def _sound(path: Path) -> bool:
    import hashlib

    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == _SHA256
    except OSError:
        return False


def _usual_factor(model: str) -> float:
    if "claude" in model or model.startswith("anthropic/"):
        return 1.2
    return 1.0 if model.startswith("openai/") else 1.1
