"""What stands for glyphs on a terminal that has none but ASCII; each takes as many columns as what it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import normalize

from agent_tui.tui.early.wrap import cells

_GLYPHS = str.maketrans(
    {
        **dict(zip("›●○▸▾✓✗…·≈−↓↑→⇥↵×█░▒▓⋯—–", ">*o>v+x~-~-v^>><x#.:#:--", strict=True)),
        **dict.fromkeys("“”", '"'),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("─━═╌┄", "-"),
        **dict.fromkeys("│┃║╎┆▌▐▎▏▊▉", "|"),
        "•": "*",
    }
)

_BOXES = ((" ☑ ", "[x]"), (" ☐ ", "[ ]"))


def has_glyphs(env: Mapping[str, str]) -> bool:
    """Whether the terminal that `env` describes shows more than ASCII; where no locale is named it is UTF-8."""
    named = next((env[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if env.get(name)), "")
    encoding = named.partition(".")[2].partition("@")[0].lower().replace("-", "")
    return env.get("TERM") != "linux" and (not named or encoding == "utf8")


def plain(text: str) -> str:
    """`text` in ASCII, in as many columns."""
    if text.isascii():
        return text
    for box, written in _BOXES:
        text = text.replace(box, written)
    return "".join(map(_plain, text.translate(_GLYPHS)))


def _plain(character: str) -> str:
    if character.isascii():
        return character
    if "\u2500" <= character <= "\u257f":
        return "+"
    if "\u2581" <= character <= "\u2588":
        return "#"
    width = cells(character)
    base = normalize("NFKD", character)[0]
    return base if base.isascii() and base.isprintable() and width == 1 else "?" * width
