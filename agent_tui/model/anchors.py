"""Marks how far a request is to be cached, for providers that cache only what is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_MARK = {"type": "ephemeral"}
_ROUTES = frozenset({"anthropic", "azure_ai", "bedrock", "databricks", "openrouter", "vertex_ai"})
"""Providers that pass a mark on to the models that heed it."""
_HEEDING = "claude"


def wants_marks(model: str, entry: Mapping[str, Any] | None) -> bool:
    """Whether `model` caches only what is marked; `entry` is what LiteLLM's table says of it, where it knows it."""
    provider, slash, _ = model.partition("/")
    heeding = provider == "anthropic" or _HEEDING in model.lower()
    if not heeding or (slash and provider not in _ROUTES):
        return False
    return entry is None or bool(entry.get("supports_prompt_caching"))


def marked(messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """`messages` with marks at the system prompt, at the end, and where the last request ended.

    The second of the sliding marks finds what the last request stored, however many blocks lie between them.
    """
    ends = {0} if messages and messages[0]["role"] == "system" else set()
    last_reply = max((at for at, message in enumerate(messages) if message["role"] == "assistant"), default=0)
    ends |= {at for at in (len(messages) - 1, last_reply - 1) if at >= 0 and messages[at]["role"] in ("user", "tool")}
    return [_with_mark(message) if at in ends else message for at, message in enumerate(messages)]


def marked_tools(tools: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """`tools` with a mark at the last of them."""
    return [*tools[:-1], *({**tool, "cache_control": _MARK} for tool in tools[-1:])]


def _with_mark(message: dict[str, Any]) -> dict[str, Any]:
    content = message["content"]
    if isinstance(content, str):
        return {**message, "cache_control": _MARK}
    return {**message, "content": [*content[:-1], {**content[-1], "cache_control": _MARK}]}
