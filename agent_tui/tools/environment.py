"""The environment that commands get: nothing that waits for a person, and no secrets."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from agent_tui.core.mask import looks_secret

UNATTENDED = {
    "CI": "1",
    "TERM": "dumb",
    "NO_COLOR": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "MANPAGER": "cat",
    "SYSTEMD_PAGER": "cat",
    "EDITOR": "true",
    "VISUAL": "true",
    "GIT_EDITOR": "true",
    "GIT_TERMINAL_PROMPT": "0",
    "SSH_ASKPASS_REQUIRE": "never",
    "DEBIAN_FRONTEND": "noninteractive",
    "PIP_NO_INPUT": "1",
    "PYTHONUNBUFFERED": "1",
}
"""Settings by which programs neither ask, nor page, nor colour."""
_UNDO = frozenset(("FORCE_COLOR", "CLICOLOR_FORCE", "SSH_ASKPASS", "GIT_ASKPASS"))
"""Variables that would undo the settings above."""
_PROVIDERS = [
    "AI21",
    "ANTHROPIC",
    "AZURE",
    "AZURE_AI",
    "AZURE_OPENAI",
    "CEREBRAS",
    "CODESTRAL",
    "COHERE",
    "CO",
    "DATABRICKS",
    "DEEPINFRA",
    "DEEPSEEK",
    "FIREWORKS",
    "FIREWORKS_AI",
    "GEMINI",
    "GOOGLE",
    "GROQ",
    "HUGGINGFACE",
    "LITELLM",
    "LITELLM_PROXY",
    "MISTRAL",
    "MOONSHOT",
    "NVIDIA_NIM",
    "OLLAMA",
    "OPENAI",
    "OPENROUTER",
    "PERPLEXITY",
    "PERPLEXITYAI",
    "REPLICATE",
    "SAMBANOVA",
    "TOGETHER",
    "TOGETHERAI",
    "TOGETHER_AI",
    "VERTEX",
    "VOYAGE",
    "WATSONX",
    "XAI",
    "ZAI",
]
PROVIDER_KEYS = frozenset(f"{provider}_API_KEY" for provider in _PROVIDERS) | {
    "ANTHROPIC_AUTH_TOKEN",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AZURE_AD_TOKEN",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "HF_TOKEN",
}
"""Variables with keys of model providers; commands never get them."""
_NAMED_LIKE_SECRETS = re.compile(
    r"""
    TOKEN(?!IZ) | SECRET | PASSW | PASSPHRASE | PASSCODE | (?:^|_)PASS(?:$|_) | PGPASS | (?<=_)PWD$
    | KEY(?!BOARD|MAP|TIMEOUT) | AUTH(?!OR(?!I)) | CRED | PRIVATE | COOKIE | BEARER | WEBHOOK
    """,
    re.VERBOSE | re.IGNORECASE,
)


def child_environment(
    base: Mapping[str, str], allow: Collection[str] = (), never: Collection[str] = ()
) -> dict[str, str]:
    """`base` for a command: unattended, without secrets.

    `allow` names variables that stay although they look like secrets; `never` names more keys of providers, which go
    whatever `allow` says.
    """
    forbidden = PROVIDER_KEYS.union(never)
    kept = {
        name: value
        for name, value in base.items()
        if name not in forbidden and name not in _UNDO and (name in allow or not secret(name, value))
    }
    return kept | UNATTENDED


def secret(name: str, value: str) -> bool:
    """Whether a variable looks like a secret, by its name or by its value."""
    return _NAMED_LIKE_SECRETS.search(name) is not None or looks_secret(value)
