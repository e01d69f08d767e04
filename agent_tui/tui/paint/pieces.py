"""Blocks in pieces that are each painted by themselves, so that a long one costs no more than what is seen of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, String, Token, is_token_subtype
from pygments.util import ClassNotFound

from agent_tui.tui.paint.blocks import Block, Code

_FEW = 40
"""Lines of code after which a blank line may end a piece."""
_MANY = 200
"""Lines of code after which any line does."""


def pieces(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same text in order, long code in several blocks."""
    for block in blocks:
        if isinstance(block, Code):
            yield from _parts(block)
        else:
            yield block


def _parts(code: Code) -> Iterator[Code]:
    lines = code.text.rstrip().split("\n")
    at = 0
    for here in range(len(lines)):
        long = here - at
        if long >= _FEW and (long >= _MANY or _may_end("\n".join(lines[at:here]), lines[here], code.language)):
            yield Code("\n".join(lines[at:here]), code.language, goes_on=True)
            at = here
    yield Code("\n".join(lines[at:]), code.language)


def _may_end(text: str, following: str, language: str) -> bool:
    """Whether what follows `text` would be taken for the same code if it stood alone."""
    return not following.strip() and not _open(text, language)


@lru_cache(maxsize=256)
def _open(text: str, language: str) -> bool:
    """Whether a string or a comment may go on after `text`."""
    lexer = _lexer(language)
    if lexer is None:
        return False
    kind = Token
    for token, words in lexer.get_tokens(text):
        if words.strip():
            kind = token
    return any(is_token_subtype(kind, each) for each in (String, Comment.Multiline, Comment.Preproc))


@lru_cache(maxsize=32)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language or "text")
    except ClassNotFound:
        return None
