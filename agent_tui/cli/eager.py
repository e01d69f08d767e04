"""Loads before the prompt what a fast start leaves for later."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

_PARTS = (
    "agent_tui.tools.fetch",
    "agent_tui.tools.markdown",
    "agent_tui.tools.pdf",
    "charset_normalizer",
    "pathspec",
    "tree_sitter",
    "tree_sitter_bash",
)
_EXTRAS = ("pypdf",)
"""Loaded where they are installed."""


def load_all(*frontend: str) -> None:
    """Import the heavy parts of every session, and `frontend`'s own modules."""
    for name in (*_PARTS, *frontend, *(extra for extra in _EXTRAS if find_spec(extra))):
        import_module(name)
