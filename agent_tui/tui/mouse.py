"""Takes the mouse from the terminal, or leaves it there for its own selection."""

from __future__ import annotations

_MODES = (1000, 1003, 1015, 1006)
"""Clicks, movement, and the two ways to write large coordinates."""


def sequences(*, on: bool) -> str:
    """What to write to the terminal."""
    return "".join(f"\x1b[?{mode}{'h' if on else 'l'}" for mode in _MODES)
