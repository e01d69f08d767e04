"""Windows, prices and abilities of models."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from msgspec.structs import asdict, replace

from agent_tui.model.entries import Entry
from agent_tui.model.local import WINDOW, is_told_its_window
from agent_tui.model.pricelist import LIFE

DEMO = "demo"
_FALLBACK = {
    "anthropic/claude-sonnet-4-5": Entry(200_000, 64_000, 3e-6, 15e-6, 3e-7, 3.75e-6, True, True, True),
    "openai/gpt-5": Entry(272_000, 128_000, 1.25e-6, 1e-5, 1.25e-7, None, True, True, True),
    "gemini/gemini-2.5-pro": Entry(1_048_576, 65_535, 1.25e-6, 1e-5, 3.1e-7, None, True, True, True),
}
"""For the usual models, where the table cannot be read."""


class Catalog:
    """A `core.ports.Prices`. Until the table is loaded, in the background, only what is known without it is told."""

    def __init__(
        self,
        source: Callable[[], Mapping[str, Entry] | None],
        known: Mapping[str, Entry] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`source` reads the table, again once an hour is over; of models in `known` the person knows better."""
        self._source = source
        self._known = known or {}
        self._clock = clock
        self._table: Mapping[str, Entry] = _FALLBACK
        self._loaded = threading.Event()
        self._read_at = clock()
        self._begin()

    def window(self, model: str) -> int:
        """As `core.ports.Prices`."""
        if model == DEMO:
            return 200_000
        entry = self.entry(model)
        known = int(entry.max_input_tokens) if entry and isinstance(entry.max_input_tokens, int | float) else 0
        if is_told_its_window(model) and not self._says_window(model):
            return min(known, WINDOW) or WINDOW
        return known

    def cost(self, model: str, input_tokens: int, output_tokens: int, cached: int, cache_write: int) -> float | None:
        """As `core.ports.Prices`."""
        if model == DEMO or (is_told_its_window(model) and not self._says_price(model)):
            return 0.0
        entry = self.entry(model)
        if entry is None:
            return None
        entry = entry.priced_for(input_tokens)
        if entry.input_cost_per_token is None or entry.output_cost_per_token is None:
            return None
        plain = entry.input_cost_per_token
        read = plain if entry.cache_read_input_token_cost is None else entry.cache_read_input_token_cost
        write = plain if entry.cache_creation_input_token_cost is None else entry.cache_creation_input_token_cost
        fresh = max(0, input_tokens - cached - cache_write)
        return fresh * plain + cached * read + cache_write * write + output_tokens * entry.output_cost_per_token

    def entry(self, model: str) -> Entry | None:
        """What is known of a model, by its whole name or, as the table has it, without the provider."""
        table = self._current()
        entry = table.get(model) or table.get(model.partition("/")[2])
        return _over(self._known[model], entry) if model in self._known else entry

    def takes_pictures(self, model: str) -> bool:
        """Whether a model can be shown pictures; one that nothing is known of is tried."""
        entry = self.entry(model)
        return model != DEMO and (entry is None or entry.supports_vision is True)

    def names(self) -> tuple[str, ...]:
        """All models of the table that talk and call tools, as `provider/name`."""
        named = (
            name if "/" in name else f"{entry.litellm_provider}/{name}"
            for name, entry in self._current().items()
            if entry.supports_function_calling
        )
        return tuple(sorted(set(named)))

    def whole_name(self, model: str) -> str:
        """`model` with its provider; empty where it names none and the table does not have it."""
        # No table has all providers and the newest of their models: who names a provider is believed.
        if model == DEMO or "/" in model:
            return model
        entry = self._current().get(model)
        return f"{entry.litellm_provider}/{model}" if entry and entry.litellm_provider else ""

    def _says_window(self, model: str) -> bool:
        """Whether the person knows better how much `model` takes."""
        return model in self._known and self._known[model].max_input_tokens is not None

    def _says_price(self, model: str) -> bool:
        """Whether the person knows better what `model` costs."""
        return model in self._known and self._known[model].input_cost_per_token is not None

    def _current(self) -> Mapping[str, Entry]:
        """The table; one that is an hour old is good until it has been read anew."""
        self._loaded.wait(2)
        if self._clock() - self._read_at > LIFE:
            self._read_at = self._clock()
            self._begin()
        return self._table

    def _begin(self) -> None:
        threading.Thread(target=self._load, daemon=True).start()

    def _load(self) -> None:
        try:
            self._table = self._source() or self._table
        finally:
            self._loaded.set()


def _over(known: Entry, entry: Entry | None) -> Entry:
    """`entry` with what is known better; who names a price means it for requests of any length."""
    said = {name: value for name, value in asdict(known).items() if value is not None and name != "tiers"}
    entry = replace(entry or Entry(), **said)
    return replace(entry, tiers=()) if known.input_cost_per_token is not None else entry
