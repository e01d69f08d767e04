"""Lines of a file in the colours of its language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rich.style import Style

from agent_tui.tui.paint.line import Piece

_MOST = 60_000
"""Characters of a text from which on it is left plain: lexing must not hold the screen up."""
_PLAIN = Style()


def highlighted(path: str, lines: Sequence[str], theme: str) -> list[list[Piece]]:
    """Each line in pieces that have a foreground colour, if a language is known for `path`."""
    return _lexed(path, tuple(lines), theme)


@lru_cache(64)
def _lexed(path: str, lines: tuple[str, ...], theme: str) -> list[list[Piece]]:
    plain = [[(line, _PLAIN)] for line in lines]
    # On dim lines the terminal's own sixteen colours cannot be read.
    if sum(map(len, lines)) > _MOST or theme.startswith("ansi"):
        return plain
    from rich.syntax import Syntax

    text = "\n".join(lines)
    lexer = Syntax("", Syntax.guess_lexer(path, text), tab_size=0).lexer
    if lexer is None:
        return plain
    colours = Syntax.get_theme(theme)
    found: list[list[Piece]] = [[]]
    for token, part in lexer.get_tokens(text):
        style = Style(color=colours.get_style_for_token(token).color)
        first, *rest = part.split("\n")
        _append(found[-1], first, style)
        found += [[(line, style)] for line in rest]
    # The lexer ends the last line where it did not end.
    del found[len(lines) :]
    same = ["".join(text for text, _ in line) for line in found] == list(lines)
    return found if same else plain


def _append(line: list[Piece], text: str, style: Style) -> None:
    """Put `text` at the end, in one piece with what has its style: a sequence of characters may be one sign."""
    if line and line[-1][1] == style:
        line[-1] = (line[-1][0] + text, style)
    else:
        line.append((text, style))
