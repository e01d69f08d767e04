"""Whether the terminal can send keys that have no character of their own."""

from __future__ import annotations

from collections.abc import Mapping

_PROGRAMS = ("ghostty", "iTerm.app", "kitty", "rio", "WarpTerminal", "WezTerm")
_TERMS = ("xterm-kitty", "xterm-ghostty", "foot", "foot-extra", "alacritty")
_BETWEEN = ("TMUX", "STY")
"""Set by programs that stand between agent and the terminal, and pass such keys on only where they were told to."""


def tells_keys_apart(environ: Mapping[str, str]) -> bool:
    """Whether Shift+Enter and Ctrl+Enter probably arrive as keys of their own, by the kitty protocol."""
    if any(environ.get(name) for name in _BETWEEN):
        return False
    return environ.get("TERM_PROGRAM", "") in _PROGRAMS or environ.get("TERM", "") in _TERMS
