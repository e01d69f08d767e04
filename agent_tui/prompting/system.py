"""Assembles the system prompt. It holds nothing that changes from day to day or place to place."""

from __future__ import annotations

from pathlib import Path

from agent_tui.prompting.find import prompt

SECTIONS = ("identity", "work", "tools", "code", "verify", "output")


def system_prompt(append: str = "", overrides: Path | None = None) -> str:
    """The sections in order, and `append` after them; the same text for the whole session."""
    parts = [prompt(f"system/{section}.md", overrides) for section in SECTIONS]
    return "\n\n".join([*parts, append.strip()] if append.strip() else parts)
