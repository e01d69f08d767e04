"""What LiteLLM's table says of models: their windows, prices and abilities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

_THOUSAND = 1_000
_PRICES = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
}
"""Prices by their names in the table, and in a tier."""
_ABOVE = re.compile(rf"({'|'.join(_PRICES)})_above_(\d+)k_tokens")
_IN_NAMES, _IN_A_LIST = b"k_tokens", b"tiered_pricing"


class Tier(Struct, frozen=True, omit_defaults=True, gc=False):
    """Prices of requests with more than `above` tokens of input, where they differ; in US dollars a token."""

    above: int
    input: float | None = None
    output: float | None = None
    cache_read: float | None = None
    cache_write: float | None = None


class Entry(Struct, frozen=True, omit_defaults=True, gc=False):
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
    tiers: tuple[Tier, ...] = ()
    """Other prices of long requests, those of the longest first."""

    def priced_for(self, tokens: int) -> Entry:
        """With the prices of a request that has so many tokens of input."""
        for tier in self.tiers:
            if tokens > tier.above:
                said = {name: price for name, at in _PRICES.items() if (price := getattr(tier, at)) is not None}
                return replace(self, **said)
        return self


def parsed(raw: bytes) -> dict[str, Entry]:
    """The entries of a table in JSON; those that make no sense are left out. Raises `msgspec.DecodeError`."""
    given = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    try:
        found = msgspec.json.decode(raw, type=dict[str, Entry])
    except msgspec.ValidationError:
        found = {name: entry for name, one in given.items() if (entry := _sensible(one)) is not None}
    for name, entry in found.items():
        one = bytes(given[name])
        if _IN_NAMES in one or _IN_A_LIST in one:
            found[name] = _with_tiers(entry, msgspec.json.decode(one))
    return found


def _sensible(raw: msgspec.Raw) -> Entry | None:
    try:
        return msgspec.json.decode(raw, type=Entry)
    except msgspec.ValidationError:
        return None


def _with_tiers(entry: Entry, given: Mapping[str, Any]) -> Entry:
    tiers = {tier.above: tier for tier in (*_listed(given), *_named(given))}
    first = tiers.pop(0, None)
    entry = replace(entry, tiers=tuple(sorted(tiers.values(), key=lambda tier: -tier.above)))
    if first is None or entry.input_cost_per_token is not None:
        return entry
    return replace(entry, **{name: getattr(first, at) for name, at in _PRICES.items()})


def _listed(given: Mapping[str, Any]) -> Iterator[Tier]:
    """The tiers that stand in a list, each with the range of its tokens."""
    for one in given.get("tiered_pricing") or ():
        if "range" in one:
            yield Tier(int(one["range"][0]), *(one.get(name) for name in _PRICES))


def _named(given: Mapping[str, Any]) -> Iterator[Tier]:
    """The tiers that stand in the names of prices."""
    found: dict[int, dict[str, float]] = {}
    for name, price in given.items():
        if "_above_" in name and (match := _ABOVE.fullmatch(name)):
            found.setdefault(int(match.group(2)) * _THOUSAND, {})[_PRICES[match.group(1)]] = price
    return (Tier(above, **prices) for above, prices in found.items())
