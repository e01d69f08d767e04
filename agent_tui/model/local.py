"""Servers of models on one's own machine that have to be told how long a request may be."""

from __future__ import annotations

_OLLAMA = ("ollama/", "ollama_chat/")
WINDOW = 16_384
"""Tokens that are asked for where the person names no others: most machines have the memory for them."""


def is_told_its_window(model: str) -> bool:
    """Whether the server of `model` makes as much room as it is told to; untold, it leaves out what is too long."""
    return model.startswith(_OLLAMA)
