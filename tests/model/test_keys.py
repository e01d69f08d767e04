"""What of a person's environment reaches a worker, and how."""

from __future__ import annotations

import pytest

from agent_tui.model.identity import identity, shared
from agent_tui.model.keys import VARIABLES, key, suffices
from agent_tui.model.spawn import ALWAYS


@pytest.mark.parametrize(
    ("model", "env", "found"),
    [
        ("openai/gpt-5", {"OPENAI_API_KEY": "a"}, "a"),
        ("openrouter/openai/gpt-5", {"OPENAI_API_KEY": "a", "OR_API_KEY": "b"}, "b"),
        ("gemini/gemini-2.5-pro", {"GEMINI_API_KEY": "a", "GOOGLE_API_KEY": "b"}, "b"),
        ("gpt-5", {"OPENAI_API_KEY": "a"}, ""),
        ("bedrock/openai.gpt-oss", {"OPENAI_API_KEY": "a"}, ""),
        ("demo", {"OPENAI_API_KEY": "a"}, ""),
    ],
)
def test_the_key_of_a_model(model: str, env: dict[str, str], found: str) -> None:
    assert key(model, env) == found
    assert suffices(model, env) is bool(found)


def test_what_needs_no_key_may_be_shared_too() -> None:
    assert suffices("ollama_chat/qwen3", {})
    assert suffices("openai/local", {}, base_url="http://127.0.0.1:8080/v1")
    assert not suffices("anthropic/claude-sonnet-4-5", {"ANTHROPIC_AUTH_TOKEN": "a"}, base_url="http://127.0.0.1:8080")
    assert suffices("anthropic/claude-sonnet-4-5", {}, own_key="a")


@pytest.mark.parametrize(
    "name",
    [
        *(name for names in VARIABLES.values() for name in names),
        *(
            "ANTHROPIC_AUTH_TOKEN",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AZURE_CLIENT_SECRET",
            "LITELLM_LICENSE_KEY",
        ),
        *("PATH", "PWD", "TERM", "SSH_AUTH_SOCK", "GITHUB_TOKEN", "AGENT_MODEL", "TMUX_PANE"),
    ],
)
def test_what_a_shared_worker_never_has(name: str) -> None:
    assert name not in shared({name: "x"})
    assert identity({name: "x"}) == identity({})


@pytest.mark.parametrize(
    "name",
    [
        *("HTTP_PROXY", "https_proxy", "all_proxy", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "SSL_VERIFY"),
        *("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSLKEYLOGFILE", "LITELLM_LOG", "AWS_REGION", "AZURE_API_VERSION"),
        *("OPENAI_BASE_URL", "ANTHROPIC_API_BASE", "GOOGLE_CLOUD_PROJECT", "OLLAMA_API_BASE", "PYTHONPATH", "HOME"),
    ],
)
def test_what_makes_another_worker(name: str) -> None:
    assert shared({name: "x"}) == {name: "x", **ALWAYS}
    assert len({identity({}), identity({name: "x"}), identity({name: "y"})}) == 3


def test_a_worker_has_the_identity_of_those_who_look_for_it() -> None:
    env = {"https_proxy": "http://127.0.0.1:9", "OPENAI_API_KEY": "x", "LITELLM_MODE": "DEV", "HOME": "/"}
    assert identity(shared(env)) == identity(env)
