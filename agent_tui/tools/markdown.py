"""Makes markdown of HTML. Imports a parser: to be imported on first use only."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from markdownify import ATX, MarkdownConverter

_UNREAD = ("title", "script", "style", "noscript", "template", "svg", "iframe", "object", "form")
_LEAST_MAIN = 200
"""Characters a main part must have to stand for the page."""


def markdown(html: bytes | str, encoding: str | None = None) -> str:
    """The page's title and readable text; `encoding` is what the server said of bytes."""
    soup = BeautifulSoup(html, "html.parser", from_encoding=encoding if isinstance(html, bytes) else None)
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    for unread in soup(_UNREAD):
        unread.decompose()
    main = soup.find("main")
    part = main if main is not None and len(main.get_text()) >= _LEAST_MAIN else soup.body or soup
    try:
        text = MarkdownConverter(heading_style=ATX, strip=["img"]).convert_soup(part)
    except RecursionError:
        # Nesting this deep has no reader; its words still do.
        text = part.get_text("\n", strip=True)
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()
    return f"# {title}\n\n{text}" if title and not text.startswith(f"# {title}") else text
