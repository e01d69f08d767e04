"""Which key a model is reached with, so that it can be handed over with each request."""

from __future__ import annotations

from collections.abc import Mapping

VARIABLES = {
    "anthropic": ("ANTHROPIC_API_KEY",),
    "cerebras": ("CEREBRAS_API_KEY",),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "gemini": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "groq": ("GROQ_API_KEY",),
    "mistral": ("MISTRAL_API_KEY",),
    "openai": ("OPENAI_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY", "OR_API_KEY"),
    "xai": ("XAI_API_KEY",),
}
"""Providers that want a key and no other credentials, with the variables that LiteLLM takes it from, in its order."""


_ACCOUNT = (("OpenAI-Organization", "OPENAI_ORGANIZATION"), ("OpenAI-Project", "OPENAI_PROJECT"))


def key(model: str, env: Mapping[str, str]) -> str:
    """The key in `env` that LiteLLM would take for `model`; empty where it may take anything else."""
    return next((env[name] for name in VARIABLES.get(_provider(model), ()) if env.get(name)), "")


def account(model: str, env: Mapping[str, str]) -> dict[str, str]:
    """The headers that say which part of an account pays, by variables of OpenAI's own."""
    if _provider(model) != "openai":
        return {}
    return {header: env[name] for header, name in _ACCOUNT if env.get(name)}


def suffices(model: str, own_key: str, env: Mapping[str, str]) -> bool:
    """Whether a key is all that requests to `model` need, and there is one: `own_key` or one in `env`."""
    return _provider(model) in VARIABLES and bool(own_key or key(model, env))


def _provider(model: str) -> str:
    return model.rpartition("/")[0].partition("/")[0]
