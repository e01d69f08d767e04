"""Numbers as they are written on the screen."""

from __future__ import annotations


def seconds(value: float) -> str:
    """A duration: `0.04 s`, `3.2 s`, `12 s`, `2 m 05 s`."""
    if value < 1:
        return f"{value:.2f} s"
    if value < 10:
        return f"{value:.1f} s"
    whole = round(value)
    return f"{whole} s" if whole < 60 else f"{whole // 60} m {whole % 60:02d} s"


def money(value: float, priced: bool = True) -> str:
    """US dollars: `$0.0073`, `$1.24`; with a `+` where some of it has no known price."""
    digits = 2 if value >= 0.1 or value == 0 else 4
    return f"${value:.{digits}f}{'' if priced else '+'}"


def short(tokens: int) -> str:
    """Tokens in few characters: `940`, `12.4k`, `84k`, `1.2M`."""
    if tokens < 1_000:
        return str(tokens)
    if tokens < 100_000 and tokens % 1_000:
        return f"{tokens / 1_000:.1f}k"
    return f"{tokens // 1_000}k" if tokens < 1_000_000 else f"{tokens / 1_000_000:.1f}M"


def bar(share: float, cells: int) -> str:
    """A bar of `cells` cells, filled for `share` of it (0 to 1)."""
    full = round(min(1.0, max(0.0, share)) * cells)
    if share > 0:
        full = max(1, full)
    return "█" * full + "░" * (cells - full)


def age(seconds: float) -> str:
    """How long ago something was, roughly: `now`, `5 m`, `3 h`, `12 d`."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return "now"
