"""The app's own pair of themes."""

from __future__ import annotations

from textual.theme import Theme

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
