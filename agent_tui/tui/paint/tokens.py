"""Markdown as tokens that lose nothing of what was written and that Rich draws as a terminal can show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

URL = "link_url"
"""The tag of an address that stands behind its words."""
LINKED = "u"
"""The tag of words that are a link."""
DONE, OPEN = "done", "open"

_PARSER = MarkdownIt("commonmark", {"html": False}).enable(("strikethrough", "table")).disable("lheading")
"""Takes no HTML, which a terminal cannot show: `Option<String>` is what was meant, as often as a tag. A line under
words is a line: while the first hyphen of a list comes, the words before it would be a heading."""
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_TASK = re.compile(r"\[([ xX])\](?:\s+|$)")


def tokens(text: str) -> list[Token]:
    """The tokens of a text in Markdown."""
    found = _PARSER.parse(text)
    for token in found:
        if token.children:
            token.children = list(_inline(token.children))
    _mark_tasks(found)
    return found


def fences(text: str) -> Iterator[tuple[str, str]]:
    """Language and code of each fenced block, however deep it stands."""
    for token in _PARSER.parse(text):
        if token.type == "fence":
            yield token.info.partition(" ")[0], token.content.rstrip("\n")


def _inline(children: Sequence[Token]) -> Iterator[Token]:
    link = ""
    inside: list[Token] = []
    for token in children:
        match token.type:
            case "link_open":
                link, inside = str(token.attrs.get("href", "")), []
            case "link_close":
                yield from _linked(inside, link)
                link = ""
            case _ if link:
                inside += _shown(token, linked=True)
            case _:
                yield from _shown(token)


def _shown(token: Token, *, linked: bool = False) -> Iterator[Token]:
    match token.type:
        case "softbreak":
            yield Token("hardbreak", "br", 0)
        case "text":
            yield from _broken(token.content)
        case "image":
            name, source = token.content or "image", str(token.attrs.get("src", ""))
            yield from [_text(name)] if linked else _linked([_text(name)], source)
        case _:
            yield token


def _broken(text: str) -> Iterator[Token]:
    first, *rest = _BREAK.split(text)
    yield _text(first)
    for part in rest:
        yield Token("hardbreak", "br", 0)
        yield _text(part.lstrip())


def _linked(words: Iterable[Token], address: str) -> Iterator[Token]:
    words = list(words)
    yield Token("link_words_open", LINKED, 1)
    yield from words
    yield Token("link_words_close", LINKED, -1)
    said = "".join(token.content for token in words)
    if address and said not in (address, address.removeprefix("mailto:")):
        yield _text(" (")
        yield Token(URL, URL, 0, content=address)
        yield _text(")")


def _text(text: str) -> Token:
    return Token("text", "", 0, content=text)


def _mark_tasks(found: Sequence[Token]) -> None:
    """Take `[x]` from the words of a list's item, and have the item say so."""
    for at, item in enumerate(found[:-2]):
        children = found[at + 2].children
        if item.type == "list_item_open" and found[at + 1].type == "paragraph_open" and children:
            box = _TASK.match(children[0].content) if children[0].type == "text" else None
            if box is not None:
                children[0].content = children[0].content[box.end() :]
                item.meta["task"] = OPEN if box.group(1) == " " else DONE
