"""Assembles the system prompt. It holds nothing that changes from day to day or place to place."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from agent_tui.prompting.find import prompt

_EDITING = frozenset({"edit_file", "apply_patch", "write_file"})


class Section(Struct, frozen=True):
    """A file of `prompts/system/` that is needed where one of `tools` is on; with none named, always."""

    name: str
    tools: frozenset[str] = frozenset()


SECTIONS = (
    Section("identity"),
    Section("work"),
    Section("tools"),
    Section("commands", frozenset({"bash"})),
    Section("planning", frozenset({"todo"})),
    Section("delegating", frozenset({"task"})),
    Section("code", _EDITING),
    Section("git", frozenset({"bash"})),
    Section("verify", frozenset({"bash"})),
    Section("output"),
)
_FAMILIES = {
    "openai": ("openai/", "azure/", "gpt-", "o1", "o3", "o4"),
    "gemini": ("gemini/", "vertex_ai/gemini"),
}
"""Models that need a word of their own, by the beginnings of their names."""
_LOCAL = ("ollama/", "ollama_chat/", "lm_studio/")
_SMALL_WINDOW = 16 * 1024


def system_prompt(tools: Collection[str], model: str = "", append: str = "", overrides: Path | None = None) -> str:
    """The sections that `tools` and `model` need, and `append` after them; the same text for the whole session."""
    names = [section.name for section in SECTIONS if not section.tools or section.tools.intersection(tools)]
    if _EDITING.intersection(tools):
        names += [f"families/{family}" for family, begins in _FAMILIES.items() if model.startswith(begins)]
    return _joined([prompt(f"system/{name}.md", overrides) for name in names], append)


def lean_prompt(append: str = "", overrides: Path | None = None) -> str:
    """All of it in one paragraph, for small models."""
    return _joined([prompt("system/lean.md", overrides)], append)


def research_prompt(tools: Collection[str], model: str = "", overrides: Path | None = None) -> str:
    """For a subagent that has only `tools`."""
    return system_prompt(tools, model, prompt("system/research.md", overrides), overrides)


def wants_lean(model: str, window: int) -> bool:
    """Whether a model is so small, or its `window` (0 where unknown), that the short prompt suits it better."""
    return model.startswith(_LOCAL) or 0 < window <= _SMALL_WINDOW


def _joined(parts: list[str], append: str) -> str:
    return "\n\n".join([*parts, append.strip()] if append.strip() else parts)
