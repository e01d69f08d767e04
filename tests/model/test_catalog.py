from __future__ import annotations

import time

import msgspec
import pytest

from agent_tui.model.catalog import Catalog
from agent_tui.model.entries import Entry, parsed
from agent_tui.model.pricelist import LIFE, bundled

TABLE = {
    "sample_spec": {"max_input_tokens": "max input tokens, if the provider specifies it", "litellm_provider": "one of"},
    "gpt-9": {
        "max_input_tokens": 1000,
        "input_cost_per_token": 2e-6,
        "output_cost_per_token": 8e-6,
        "cache_read_input_token_cost": 5e-7,
        "litellm_provider": "openai",
        "supports_function_calling": True,
    },
    "acme/one": {
        "max_input_tokens": 500,
        "input_cost_per_token": 1e-6,
        "output_cost_per_token": 1e-6,
        "cache_creation_input_token_cost": 2e-6,
    },
    "acme/free-window": {"max_input_tokens": None},
    "acme/long": {
        "input_cost_per_token": 1e-6,
        "input_cost_per_token_above_200k_tokens": 2e-6,
        "input_cost_per_token_above_500k_tokens": 4e-6,
        "output_cost_per_token": 5e-6,
        "output_cost_per_token_above_200k_tokens": 7e-6,
        "cache_read_input_token_cost": 1e-7,
        "cache_read_input_token_cost_above_200k_tokens": 2e-7,
    },
    "acme/stepped": {
        "tiered_pricing": [
            {"input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6, "range": [0, 32000.0]},
            {"input_cost_per_token": 3e-6, "output_cost_per_token": 6e-6, "range": [32000.0, 128000.0]},
        ]
    },
    "ollama/long": {"max_input_tokens": 131_072},
    "ollama/short": {"max_input_tokens": 8_192},
    "acme/odd": {"input_cost_per_token": "a little"},
}


@pytest.fixture
def catalog() -> Catalog:
    known = {
        "acme/mine": Entry(4242),
        "gpt-9": Entry(output_cost_per_token=1e-6),
        "acme/stepped": Entry(max_input_tokens=7),
        "mine/acme/long": Entry(input_cost_per_token=1e-6),
        "ollama_chat/mine": Entry(40_000),
    }
    return Catalog(lambda: parsed(msgspec.json.encode(TABLE)), known)


@pytest.mark.parametrize(
    ("model", "window"),
    [
        ("openai/gpt-9", 1000),
        ("gpt-9", 1000),
        ("acme/one", 500),
        ("acme/mine", 4242),
        ("acme/free-window", 0),
        ("acme/unheard-of", 0),
        ("sample_spec", 0),
        ("acme/odd", 0),
        # A server that makes the room it is told to make: more than most tables say would not fit into memory.
        ("ollama_chat/unheard-of", 16_384),
        ("ollama/long", 16_384),
        ("ollama/short", 8_192),
        ("ollama_chat/mine", 40_000),
    ],
)
def test_windows(catalog: Catalog, model: str, window: int) -> None:
    assert catalog.window(model) == window


def test_the_demo_has_a_window_and_costs_nothing(catalog: Catalog) -> None:
    assert catalog.window("demo") > 0
    assert catalog.cost("demo", 1000, 1000, 0, 0) == 0.0
    assert catalog.cost("ollama_chat/qwen3", 1000, 1000, 0, 0) == 0.0
    assert catalog.cost("ollama_chat/mine", 1000, 1000, 0, 0) == 0.0


def test_cached_tokens_have_their_own_price(catalog: Catalog) -> None:
    assert catalog.cost("openai/gpt-9", 1000, 100, 600, 0) == pytest.approx(400 * 2e-6 + 600 * 5e-7 + 100 * 8e-6)
    assert catalog.cost("acme/one", 1000, 0, 0, 300) == pytest.approx(700 * 1e-6 + 300 * 2e-6)


def test_what_the_person_says_counts_more_than_the_table(catalog: Catalog) -> None:
    assert catalog.cost("gpt-9", 1000, 100, 600, 0) == pytest.approx(400 * 2e-6 + 600 * 5e-7 + 100 * 1e-6)
    assert catalog.window("gpt-9") == 1000


def test_an_unknown_price_is_not_nothing(catalog: Catalog) -> None:
    assert catalog.cost("acme/unheard-of", 1, 1, 0, 0) is None
    assert catalog.cost("acme/free-window", 1, 1, 0, 0) is None


def test_names_are_those_that_call_tools(catalog: Catalog) -> None:
    assert catalog.names() == ("openai/gpt-9",)


@pytest.mark.parametrize(
    ("model", "tokens", "dollars"),
    [
        ("acme/long", 200_000, 0.2 + 5e-6),
        ("acme/long", 200_001, 0.400002 + 7e-6),
        ("acme/long", 600_000, 2.4 + 5e-6),
        ("acme/stepped", 32_000, 0.032 + 2e-6),
        ("acme/stepped", 40_000, 0.12 + 6e-6),
        # Who names a price means it for requests of any length.
        ("mine/acme/long", 600_000, 0.6 + 5e-6),
    ],
)
def test_long_requests_have_their_own_prices(catalog: Catalog, model: str, tokens: int, dollars: float) -> None:
    assert catalog.cost(model, tokens, 1, 0, 0) == pytest.approx(dollars)


def test_what_is_cached_of_a_long_request_has_its_own_price_too(catalog: Catalog) -> None:
    assert catalog.cost("acme/long", 300_000, 0, 200_000, 0) == pytest.approx(100_000 * 2e-6 + 200_000 * 2e-7)


def test_the_table_is_read_again_once_an_hour_is_over() -> None:
    now, reads = [0.0], list[int]()

    def table() -> dict[str, Entry]:
        reads.append(len(reads))
        return {"acme/one": Entry(100 + len(reads))}

    catalog = Catalog(table, clock=lambda: now[0])
    assert catalog.window("acme/one") == 101
    now[0] = LIFE
    assert catalog.window("acme/one") == 101
    now[0] = LIFE + 1
    while catalog.window("acme/one") == 101:
        time.sleep(0.001)
    assert (catalog.window("acme/one"), len(reads)) == (102, 2)


@pytest.mark.parametrize("source", [None, {}])
def test_without_a_table_the_usual_models_are_known(source: dict[str, Entry] | None) -> None:
    catalog = Catalog(lambda: source)
    assert catalog.window("anthropic/claude-sonnet-4-5") == 200_000
    assert catalog.cost("openai/gpt-5", 10**6, 0, 0, 0) == pytest.approx(1.25)
    assert catalog.window("acme/one") == 0


def test_the_bundled_table_is_found_and_read() -> None:
    catalog = Catalog(bundled)
    long = catalog.cost("anthropic/claude-sonnet-4-5", 300_000, 0, 0, 0)
    short = catalog.cost("anthropic/claude-sonnet-4-5", 100_000, 0, 0, 0)
    assert long is not None
    assert short is not None
    assert long > 3 * short
    assert len(catalog.names()) > 500
    assert catalog.window("openai/gpt-5") > 100_000
    cost = catalog.cost("anthropic/claude-sonnet-4-5", 1000, 1000, 0, 0)
    assert cost is not None
    assert 0 < cost < 1


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("gpt-9", "openai/gpt-9"),
        ("openai/gpt-9", "openai/gpt-9"),
        ("openai/gpt-10", "openai/gpt-10"),
        ("acme/new", "acme/new"),
        ("demo", "demo"),
        ("ollama/mine", "ollama/mine"),
        ("opus", ""),
        ("one", ""),
        ("lm_studio/mine", "lm_studio/mine"),
        ("sample_spec-2", ""),
    ],
)
def test_a_name_is_made_whole_where_it_is_known(catalog: Catalog, name: str, whole: str) -> None:
    assert catalog.whole_name(name) == whole
