"""Which key a model is reached with, so that it can be handed over with each request."""

from __future__ import annotations

from collections.abc import Mapping

VARIABLES = {
    "anthropic": ("ANTHROPIC_API_KEY",),
    "cerebras": ("CEREBRAS_API_KEY",),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "gemini": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "groq": ("GROQ_API_KEY",),
    "hosted_vllm": ("HOSTED_VLLM_API_KEY",),
    "lm_studio": ("LM_STUDIO_API_KEY",),
    "mistral": ("MISTRAL_API_KEY",),
    "ollama": ("OLLAMA_API_KEY",),
    "ollama_chat": ("OLLAMA_API_KEY",),
    "openai": ("OPENAI_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY", "OR_API_KEY"),
    "xai": ("XAI_API_KEY",),
}
"""Providers that want a key and no other credentials, with the variables that LiteLLM takes it from, in its order."""
_LOCAL = frozenset({"hosted_vllm", "lm_studio", "ollama", "ollama_chat"})
"""Those that do without one."""


_ACCOUNT = (("OpenAI-Organization", "OPENAI_ORGANIZATION"), ("OpenAI-Project", "OPENAI_PROJECT"))


def key(model: str, env: Mapping[str, str]) -> str:
    """The key in `env` that LiteLLM would take for `model`; empty where it may take anything else."""
    return next((env[name] for name in VARIABLES.get(_provider(model), ()) if env.get(name)), "")


def account(model: str, env: Mapping[str, str]) -> dict[str, str]:
    """The headers that say which part of an account pays, by variables of OpenAI's own."""
    if _provider(model) != "openai":
        return {}
    return {header: env[name] for header, name in _ACCOUNT if env.get(name)}


def suffices(model: str, env: Mapping[str, str], own_key: str = "", base_url: str = "") -> bool:
    """Whether requests to `model` need nothing but a key, and there is one: `own_key`, or in `env`; or need none."""
    provider = _provider(model)
    keyless = provider in _LOCAL or (provider == "openai" and bool(base_url))
    return provider in VARIABLES and (keyless or bool(own_key or key(model, env)))


def _provider(model: str) -> str:
    return model.rpartition("/")[0].partition("/")[0]
