"""Which model answers when none was chosen."""

from __future__ import annotations

from collections.abc import Mapping

from agent_tui.config.schema import Model

DEMO = "demo"
USUAL = (
    ("ANTHROPIC_API_KEY", "anthropic/claude-sonnet-4-5"),
    ("OPENAI_API_KEY", "openai/gpt-5"),
    ("GEMINI_API_KEY", "gemini/gemini-2.5-pro"),
    ("OPENROUTER_API_KEY", "openrouter/anthropic/claude-sonnet-4.5"),
    ("MISTRAL_API_KEY", "mistral/mistral-medium-latest"),
    ("DEEPSEEK_API_KEY", "deepseek/deepseek-chat"),
    ("XAI_API_KEY", "xai/grok-4"),
    ("GROQ_API_KEY", "groq/openai/gpt-oss-120b"),
)
"""Variables that hold a key, and the model that is taken when one is found; the first counts."""


def chosen_model(model: Model, env: Mapping[str, str]) -> str:
    """The configured model; else one whose key is in `env`; else the demo."""
    if model.name:
        # A server of one's own speaks OpenAI's protocol unless the name says otherwise.
        return f"openai/{model.name}" if model.base_url and "/" not in model.name else model.name
    return next((name for variable, name in USUAL if env.get(variable)), DEMO)


def reachable(env: Mapping[str, str]) -> tuple[str, ...]:
    """The usual models whose key is in `env`, and the demo."""
    return (*(name for variable, name in USUAL if env.get(variable)), DEMO)


def key_values(env: Mapping[str, str]) -> tuple[str, ...]:
    """The values of all variables that hold keys by their name."""
    return tuple(value for name, value in env.items() if name.endswith(("_API_KEY", "_TOKEN", "_SECRET")) and value)
