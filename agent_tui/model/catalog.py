"""Windows and prices of models, from the table that LiteLLM brings, read without importing it."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

_TABLE = "model_prices_and_context_window_backup.json"
DEMO = "demo"


class Entry(Struct, frozen=True):
    """What the table says of one model; prices in US dollars a token."""

    max_input_tokens: int | float | str | None = None
    max_output_tokens: int | float | str | None = None
    input_cost_per_token: float | None = None
    output_cost_per_token: float | None = None
    cache_read_input_token_cost: float | None = None
    cache_creation_input_token_cost: float | None = None
    supports_vision: bool | None = None
    supports_reasoning: bool | None = None
    supports_function_calling: bool | None = None
    litellm_provider: str | None = None


_FALLBACK = {
    "anthropic/claude-sonnet-4-5": Entry(200_000, 64_000, 3e-6, 15e-6, 3e-7, 3.75e-6, True, True, True),
    "openai/gpt-5": Entry(272_000, 128_000, 1.25e-6, 1e-5, 1.25e-7, None, True, True, True),
    "gemini/gemini-2.5-pro": Entry(1_048_576, 65_535, 1.25e-6, 1e-5, 3.1e-7, None, True, True, True),
}
"""For the usual models, where the table cannot be read."""


class Catalog:
    """A `core.ports.Prices`. Until the table is loaded, in the background, only what is known without it is told."""

    def __init__(self, source: Callable[[], bytes | None], known: Mapping[str, Entry] | None = None) -> None:
        """`source` gives the table as JSON, which is read once; of models in `known` the person knows better."""
        self._source = source
        self._known = known or {}
        self._table: dict[str, Entry] | None = None
        self._loaded = threading.Event()
        self._thread = threading.Thread(target=self._load, daemon=True)
        self._thread.start()

    def window(self, model: str) -> int:
        """As `core.ports.Prices`."""
        if model == DEMO:
            return 200_000
        entry = self.entry(model)
        return int(entry.max_input_tokens) if entry and isinstance(entry.max_input_tokens, int | float) else 0

    def cost(self, model: str, input_tokens: int, output_tokens: int, cached: int, cache_write: int) -> float | None:
        """As `core.ports.Prices`."""
        if model == DEMO or (model.startswith(("ollama/", "ollama_chat/")) and model not in self._known):
            return 0.0
        entry = self.entry(model)
        if entry is None or entry.input_cost_per_token is None or entry.output_cost_per_token is None:
            return None
        plain = entry.input_cost_per_token
        read = plain if entry.cache_read_input_token_cost is None else entry.cache_read_input_token_cost
        write = plain if entry.cache_creation_input_token_cost is None else entry.cache_creation_input_token_cost
        fresh = max(0, input_tokens - cached - cache_write)
        return fresh * plain + cached * read + cache_write * write + output_tokens * entry.output_cost_per_token

    def entry(self, model: str) -> Entry | None:
        """What is known of a model, by its whole name or, as the table has it, without the provider."""
        self._loaded.wait(2)
        table = self._table if self._table is not None else _FALLBACK
        entry = table.get(model) or table.get(model.partition("/")[2])
        return _over(self._known[model], entry) if model in self._known else entry

    def takes_pictures(self, model: str) -> bool:
        """Whether a model can be shown pictures; one that nothing is known of is tried."""
        entry = self.entry(model)
        return model != DEMO and (entry is None or entry.supports_vision is True)

    def names(self) -> tuple[str, ...]:
        """All models of the table that talk and call tools, as `provider/name`."""
        self._loaded.wait(2)
        named = (
            name if "/" in name else f"{entry.litellm_provider}/{name}"
            for name, entry in (self._table or _FALLBACK).items()
            if entry.supports_function_calling
        )
        return tuple(sorted(set(named)))

    def _load(self) -> None:
        try:
            raw = self._source()
            self._table = msgspec.json.decode(raw, type=dict[str, Entry]) if raw else None
        except msgspec.DecodeError:
            self._table = None
        finally:
            self._loaded.set()


def _over(known: Entry, entry: Entry | None) -> Entry:
    """`entry` with what is known better."""
    said = {name: value for name, value in asdict(known).items() if value is not None}
    return replace(entry or Entry(), **said)


def bundled() -> bytes | None:
    """The table of the installed LiteLLM; None where there is none."""
    spec = importlib.util.find_spec("litellm")
    if spec is None or not spec.submodule_search_locations:
        return None
    try:
        return (Path(spec.submodule_search_locations[0]) / _TABLE).read_bytes()
    except OSError:
        return None
