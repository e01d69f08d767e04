"""The app's own pair of themes."""

from __future__ import annotations

from collections.abc import Container

from textual.theme import Theme

from agent_tui.tui.early.ink import Depth

AUTO = "auto"
"""Stands for the theme that goes with the terminal."""

DARK = Theme(
    name="agent-dark",
    primary="#7aa2d6",
    secondary="#8f96a3",
    accent="#7db4f0",
    foreground="#dde1e7",
    background="#14161a",
    surface="#1a1d22",
    panel="#22262c",
    success="#7fbf7f",
    warning="#d9a74a",
    error="#e0736d",
    dark=True,
)
LIGHT = Theme(
    name="agent-light",
    primary="#2f5f9e",
    secondary="#5f6875",
    accent="#1f5fb0",
    foreground="#20242b",
    background="#fbfaf7",
    surface="#f4f2ed",
    panel="#e9e6df",
    success="#2c7a35",
    warning="#94610a",
    error="#b3312b",
    dark=False,
)


def theme_for(wish: str, known: Container[str], *, dark: bool, depth: Depth) -> str:
    """The name of the theme that `wish` stands for; one that is not known is taken for `auto`."""
    if wish in known:
        return wish
    if not depth.bits:
        # Nothing of ours is sure to be read in sixteen colours; the terminal's own are.
        return "ansi-dark" if dark else "ansi-light"
    return DARK.name if dark else LIGHT.name
