"""The text of PDFs, page by page, where the extra `pdf` is installed."""

from __future__ import annotations

import logging
import shlex
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from agent_tui.core.errors import ToolFailed
from agent_tui.core.firsts import Firsts
from agent_tui.tools.page import PAGE_BYTES

if TYPE_CHECKING:
    from pypdf import PdfReader

_SECONDS = 20.0
_SILENT = logging.NullHandler()


class PdfPages(Struct, frozen=True):
    """The text of some pages that follow one another."""

    texts: tuple[str, ...]
    """At least one; the last may be cut."""
    total: int
    cut: bool = False
    """Whether the last one is cut."""


def pdf_pages(name: str, file: BinaryIO, offset: int, limit: int, firsts: Firsts) -> PdfPages:
    """The pages from `offset` (from 1) on that fit in one answer. Raises `ToolFailed`."""
    try:
        with firsts.making("The reader of PDFs"):
            import pypdf
            from pypdf.errors import DependencyError, PyPdfError
    except ModuleNotFoundError as error:
        command = f"{shlex.quote(sys.executable)} -m pip install pypdf"
        raise ToolFailed(f"{name} is a PDF; to read its text install the extra first: {command}") from error
    # Without a handler its warnings would go to the terminal.
    logging.getLogger("pypdf").addHandler(_SILENT)
    try:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ToolFailed(f"{name} is a PDF that is locked by a password.")
        total = len(reader.pages)
        if offset > total:
            raise ToolFailed(f"{name} has {total} pages; page {offset} is past its end.")
        return _fitting(_texts(reader, range(offset - 1, min(total, offset - 1 + limit))), total)
    except DependencyError as error:
        raise ToolFailed(f"{name} is a PDF that is encrypted in a way that cannot be read here.") from error
    # A broken file makes the parser stumble wherever its values are first used.
    except (PyPdfError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError) as error:
        raise ToolFailed(f"{name} is a PDF that is broken: {error}.") from error


def _texts(reader: PdfReader, numbers: range) -> Iterator[str]:
    began = time.monotonic()
    for number in numbers:
        yield reader.pages[number].extract_text().strip()
        if time.monotonic() - began > _SECONDS:
            return


def _fitting(texts: Iterator[str], total: int) -> PdfPages:
    taken: list[str] = []
    room = PAGE_BYTES
    for text in texts:
        data = text.encode(errors="replace")
        if len(data) > room:
            return PdfPages(tuple(taken), total) if taken else PdfPages((_cut(data),), total, cut=True)
        taken.append(text)
        room -= len(data)
    return PdfPages(tuple(taken), total)


def _cut(data: bytes) -> str:
    return data[:PAGE_BYTES].decode(errors="ignore")
