from __future__ import annotations

import msgspec
import pytest

from agent_tui.model.catalog import Catalog, Entry, bundled

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
}


@pytest.fixture
def catalog() -> Catalog:
    return Catalog(
        lambda: msgspec.json.encode(TABLE), {"acme/mine": Entry(4242), "gpt-9": Entry(output_cost_per_token=1e-6)}
    )


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
    ],
)
def test_windows(catalog: Catalog, model: str, window: int) -> None:
    assert catalog.window(model) == window


def test_the_demo_has_a_window_and_costs_nothing(catalog: Catalog) -> None:
    assert catalog.window("demo") > 0
    assert catalog.cost("demo", 1000, 1000, 0, 0) == 0.0
    assert catalog.cost("ollama_chat/qwen3", 1000, 1000, 0, 0) == 0.0


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


@pytest.mark.parametrize("source", [None, b"no json", b"[]", b'{"a": 1}'])
def test_without_a_table_the_usual_models_are_known(source: bytes | None) -> None:
    catalog = Catalog(lambda: source)
    assert catalog.window("anthropic/claude-sonnet-4-5") == 200_000
    assert catalog.cost("openai/gpt-5", 10**6, 0, 0, 0) == pytest.approx(1.25)
    assert catalog.window("acme/one") == 0


def test_the_bundled_table_is_found_and_read() -> None:
    catalog = Catalog(bundled)
    assert len(catalog.names()) > 500
    assert catalog.window("openai/gpt-5") > 100_000
    cost = catalog.cost("anthropic/claude-sonnet-4-5", 1000, 1000, 0, 0)
    assert cost is not None
    assert 0 < cost < 1
