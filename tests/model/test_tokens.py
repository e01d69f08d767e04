from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agent_tui.model.encodings import bundled
from agent_tui.model.ratios import Ratios
from agent_tui.model.tokens import TokenCounter

TEXT = "def price(items):\n    return total(items) * RATE\n"


@pytest.fixture(scope="module")
def loaded() -> TokenCounter:
    counter = TokenCounter()
    assert counter.load()
    return counter


def test_it_estimates_until_the_encoding_is_loaded() -> None:
    counter = TokenCounter()
    assert not counter.exact
    assert counter.count("openai/gpt-5", "One two, three; 4567\n") == 8


@pytest.mark.parametrize(
    "text",
    [
        Path(__file__).read_text(),
        (Path(__file__).parents[2] / "README.md").read_text(),
        "\n".join(map(str, range(1_500))),
        "\n".join(f'{{"time":"2026-01-01T10:00:{at:02}Z","level":"info","ms":{at * 17}}}' for at in range(60)),
        "Die Würde des Menschen ist unantastbar. Sie zu achten und zu schützen ist Verpflichtung. " * 9,
        "Все люди рождаются свободными и равными в своем достоинстве и правах. " * 9,
        "我们今天来看看这个项目的结构，并且修复一些错误。" * 9,
        "\n".join(f"{at * 2654435761 % 2**32:08x}" for at in range(500)),
        (Path(__file__).parents[2] / "README.md").read_text() * 20,
    ],
    ids=["python", "prose", "numbers", "log", "german", "russian", "chinese", "hashes", "long"],
)
def test_an_estimate_is_near_whatever_the_text(loaded: TokenCounter, text: str) -> None:
    assert TokenCounter().plain(text) == pytest.approx(loaded.plain(text), rel=0.25)


def test_an_estimate_of_a_long_text_looks_at_some_of_it() -> None:
    assert TokenCounter().plain("word " * 4_000_000) == pytest.approx(4_000_000, rel=0.01)


def test_it_counts_as_the_encoding_does(loaded: TokenCounter) -> None:
    assert loaded.count("openai/gpt-5", "hello world") == 2
    assert loaded.count("openai/gpt-5", "<|endoftext|>") > 1
    assert loaded.count("openai/gpt-5", "") == 0
    assert loaded.count("openai/gpt-5", TEXT) == loaded.count("openai/gpt-5", TEXT)


def test_older_models_have_their_own_encoding(loaded: TokenCounter, tmp_path: Path) -> None:
    words = "ஒரு சிறிய கடை 你好世界 " * 20
    assert loaded.count("openai/gpt-4", words) > loaded.count("openai/gpt-4o", words) * 1.3
    assert loaded.count("openai/gpt-4-turbo", words) == loaded.count("openai/gpt-3.5-turbo", words)
    assert loaded.encoding("openai/gpt-4.1") == loaded.encoding("anthropic/claude-sonnet-4-5") == "o200k_base"
    source = bundled()
    assert source is not None
    for file in source.glob("fb37*"):
        shutil.copy(file, tmp_path / file.name)
    without = TokenCounter(lambda: tmp_path)
    assert without.load()
    assert without.count("openai/gpt-4", words) == without.count("openai/gpt-4o", words)


def test_models_differ(loaded: TokenCounter) -> None:
    plain = loaded.count("openai/gpt-5", TEXT * 10)
    assert loaded.count("anthropic/claude-sonnet-4-5", TEXT * 10) == round(plain * 1.2)
    assert loaded.count("gemini/gemini-2.5-pro", TEXT * 10) == round(plain * 1.1)


def test_it_learns_from_what_is_reported() -> None:
    counter = TokenCounter()
    for _ in range(20):
        estimated = counter.count("groq/llama", TEXT * 50)
        counter.observe("groq/llama", 900, estimated)
    assert counter.count("groq/llama", TEXT * 50) == pytest.approx(900, rel=0.02)
    assert counter.factor("groq/other") == 1.1


def test_what_was_learned_of_a_model_is_known_in_the_next_session(tmp_path: Path) -> None:
    place = tmp_path / "state" / "tokens.json"
    counter = TokenCounter(learned=Ratios(place))
    for _ in range(20):
        counter.observe("groq/llama", 900, counter.count("groq/llama", TEXT * 50))
    counter.load()
    assert counter.factor("groq/llama") == 1.1
    counter.observe("groq/llama", 200, 100)
    learned = counter.factor("groq/llama")
    later = TokenCounter(learned=Ratios(place))
    assert later.count("groq/llama", TEXT * 50) == pytest.approx(900, rel=0.02)
    later.load()
    assert later.factor("groq/llama") == learned
    place.write_text("{")
    assert TokenCounter(learned=Ratios(place)).factor("groq/llama") == 1.1


@pytest.mark.parametrize(("reported", "factor"), [(10**6, 2.5), (1, 0.5)])
def test_a_strange_report_does_not_run_away(reported: int, factor: float) -> None:
    counter = TokenCounter()
    for _ in range(20):
        counter.observe("groq/llama", reported, counter.count("groq/llama", TEXT))
    assert counter.factor("groq/llama") == factor


def test_a_report_of_nothing_teaches_nothing() -> None:
    counter = TokenCounter()
    counter.observe("groq/llama", 0, 10)
    counter.observe("groq/llama", 10, 0)
    assert counter.factor("groq/llama") == 1.1


def test_without_a_sound_file_it_stays_with_estimates_and_off_the_network(tmp_path: Path) -> None:
    assert not TokenCounter(lambda: tmp_path).load()
    source = bundled()
    assert source is not None
    for file in source.glob("fb37*"):
        shutil.copy(file, tmp_path / file.name)
        (tmp_path / file.name).write_bytes(b"damaged")
    assert not TokenCounter(lambda: tmp_path).load()
    assert not TokenCounter(lambda: None).load()
