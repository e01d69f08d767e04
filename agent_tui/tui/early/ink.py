"""Colours as a terminal of few or many colours is told them."""

from __future__ import annotations

from collections.abc import Mapping
from colorsys import rgb_to_hls
from typing import NamedTuple

_GREY_UNDER = 0.15
"""Saturation under which a colour is taken for a grey, as Rich does."""


class Depth(NamedTuple):
    """What a terminal can show."""

    bits: int
    """24, 8, or 0 for no colour of ours."""


class Look(NamedTuple):
    """The colours of the frame, as `#rrggbb`."""

    ground: str = "#14161a"
    words: str = "#dde1e7"
    text: str = "#ccd0d6"
    dim: str = "#8c8f95"
    accent: str = "#7db4f0"
    warn: str = "#d8a74a"
    border: str = "#51565e"
    placeholder: str = "#727375"
    caret: str = "#dde1e7"
    under_caret: str = "#14161a"


LIGHT = Look(
    ground="#fbfaf7",
    words="#20242b",
    text="#31353b",
    dim="#717275",
    accent="#1f5fb0",
    warn="#93610a",
    border="#adb1b6",
    placeholder="#969694",
    caret="#616468",
    under_caret="#efefef",
)
"""The colours of a light terminal, where those of the app are not known yet; the fields' own are for a dark one."""


def depth(env: Mapping[str, str]) -> Depth:
    """What the terminal that `env` describes can show, by the rules that Rich follows."""
    if "NO_COLOR" in env:
        return Depth(0)
    if env.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return Depth(24)
    kind = env.get("TERM", "").strip().lower().rpartition("-")[2]
    return Depth(8 if kind in ("256color", "kitty") else 0)


def ink(words: str, ground: str, shown: Depth) -> str:
    """The sequence that makes what follows `words` on `ground`."""
    if not shown.bits:
        return "\x1b[0m"
    return f"\x1b[38;{_color(words, shown)};48;{_color(ground, shown)}m"


def parts(color: str) -> tuple[int, int, int]:
    """Red, green and blue of a `#rrggbb`."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _color(name: str, shown: Depth) -> str:
    red, green, blue = parts(name)
    return f"2;{red};{green};{blue}" if shown.bits == 24 else f"5;{_eight_bit(red, green, blue)}"


def _eight_bit(red: int, green: int, blue: int) -> int:
    _, light, saturation = rgb_to_hls(red / 255, green / 255, blue / 255)
    if saturation < _GREY_UNDER:
        grey = round(light * 25)
        return {0: 16, 25: 231}.get(grey, 231 + grey)
    six = [round(part / 95 if part < 95 else 1 + (part - 95) / 40) for part in (red, green, blue)]
    return 16 + 36 * six[0] + 6 * six[1] + six[2]
