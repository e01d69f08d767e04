"""Reads a page of a file."""

from __future__ import annotations

import base64
import codecs
import hashlib
import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Annotated, BinaryIO

from msgspec import Meta

from agent_tui.core.effects import Effect, Reads
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Listing, Result, Text
from agent_tui.tools.cache import Known
from agent_tui.tools.encoding import PDF_MARK, sniffed
from agent_tui.tools.notebook import cells
from agent_tui.tools.page import PAGE_LINES, Page
from agent_tui.tools.pdf import pdf_pages
from agent_tui.tools.picture import LARGEST_PICTURE, media_type
from agent_tui.tools.spec import tool
from agent_tui.tools.workspace import WHOLE, Workspace

_CHUNK = 1 << 20
_PIECE = 8 << 10


def _effect(ws: Workspace, path: str) -> Effect:
    return Reads((ws.absolute(path),))


@tool(effect=_effect, title=lambda path: path)
async def read_file(
    ws: Workspace,
    path: Annotated[str, Meta(description="File to read")],
    offset: Annotated[int, Meta(ge=1, description="First line, from 1")] = 1,
    limit: Annotated[int, Meta(ge=1, le=PAGE_LINES, description="Lines")] = PAGE_LINES,
) -> Result:
    """Lines as `N<tab>text`, then one line in brackets with the total and the next offset."""
    place = ws.absolute(path)
    return await ws.off_loop(lambda: _read(ws, place, offset, limit), quick=ws.cache.names(place))


def _read(ws: Workspace, path: str, offset: int, limit: int) -> Result:
    page = Page(offset, limit)
    if ws.regular(path).st_size > WHOLE:
        with os.fdopen(ws.disk.system.open_file(path), "rb") as file:
            if file.read(len(PDF_MARK)) == PDF_MARK:
                return _pdf(ws, ws.shown(path), file, offset, limit)
        digest, note = _stream(ws, path, page)
        ws.saw_digest(path, digest)
        return _result(ws, path, page, note)
    known = ws.known(path)
    if isinstance(known, bytes):
        if known.startswith(PDF_MARK):
            return _pdf(ws, ws.shown(path), BytesIO(known), offset, limit)
        return _other(ws, path, known)
    ws.saw_digest(path, known.digest)
    text, note = _text(path, known)
    return _result(ws, path, page.feed(_pieces(text)), note)


def _pieces(text: str) -> Iterator[str]:
    """A text cut at ends of lines."""
    at = 0
    while at < len(text):
        end = text.find("\n", at + _PIECE) + 1 or len(text)
        yield text[at:end]
        at = end


def _text(path: str, known: Known) -> tuple[str, str]:
    """What is shown of a file, and a note on it."""
    decoded = known.decoded
    if path.endswith(".ipynb") and (text := cells(decoded.encode(decoded.text))) is not None:
        return text, "a notebook's cells without their outputs; to edit it read it by a command"
    return decoded.text, f"{decoded.encoding}, a guess" if decoded.guessed else ""


def _result(ws: Workspace, path: str, page: Page, note: str) -> Result:
    name = ws.shown(path)
    if page.total == 0:
        return Result(f"[{name} is empty]", Listing(name, "", 1, 0), summary="empty")
    if page.offset > page.total:
        raise ToolFailed(f"{name} has {page.total} lines; line {page.offset} is past its end.")
    view = Listing(name, "\n".join(page.lines), page.offset, page.total)
    summary = f"{len(page.lines)} of {page.total} lines" if page.cut else f"{page.total} lines"
    return Result(page.numbered(note), view, summary=summary)


def _other(ws: Workspace, path: str, data: bytes) -> Result:
    """A file that is no text."""
    name = ws.shown(path)
    size = f"{len(data):,} bytes"
    if kind := media_type(data):
        if not ws.takes_pictures():
            raise ToolFailed(f"{name} is a picture ({kind}, {size}), and the model in use takes none.")
        if len(data) > LARGEST_PICTURE:
            raise ToolFailed(f"{name} is a picture of {size}, more than a model takes; make it smaller by a command.")
        text = f"[{name}: {kind}, {size}]"
        return Result(text, summary=f"{kind}, {size}", images=((kind, base64.b64encode(data).decode()),))
    raise ToolFailed(f"{name} is not text ({size}).")


def _pdf(ws: Workspace, name: str, file: BinaryIO, offset: int, limit: int) -> Result:
    found = pdf_pages(name, file, offset, limit, ws.firsts)
    last = offset + len(found.texts) - 1
    body = "\n\n".join(f"# page {number}\n{text}" for number, text in enumerate(found.texts, offset))
    notes = [f"pages {offset}-{last} of {found.total}"]
    if last < found.total:
        notes.append(f"next offset {last + 1}")
    if found.cut:
        notes.append(f"page {last} is cut")
    summary = f"{len(found.texts)} of {found.total} pages"
    return Result(f"{body}\n[{'; '.join(notes)}]", Text(body), summary=summary)


def _stream(ws: Workspace, path: str, page: Page) -> tuple[str, str]:
    """Fill a page from a file too large to hold; what stands for its whole content, and a note."""
    digest = hashlib.blake2b(digest_size=16)
    note = ""

    def pieces() -> Iterator[str]:
        nonlocal note
        with os.fdopen(ws.disk.system.open_file(path), "rb") as file:
            chunk = file.read(_CHUNK)
            found = sniffed(chunk)
            if found is None:
                raise ToolFailed(f"{ws.shown(path)} is not text ({Path(path).stat().st_size:,} bytes).")
            encoding, bom, guessed = found
            note = f"{encoding}, a guess" if guessed else ""
            decoder = _Lenient(encoding)
            digest.update(chunk)
            yield decoder.decode(chunk[len(bom) :])
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                yield decoder.decode(chunk)
            yield decoder.decode(b"", final=True)
            if decoder.lost:
                note = f"{encoding}, but not all of it: wrong bytes are shown as \ufffd"

    page.feed(pieces())
    return digest.hexdigest(), note


class _Lenient:
    """Decodes piece by piece, and knows whether bytes were wrong."""

    def __init__(self, encoding: str) -> None:
        self._strict = codecs.getincrementaldecoder(encoding)()
        self._replacing = codecs.getincrementaldecoder(encoding)("replace")
        self.lost = False

    def decode(self, data: bytes, final: bool = False) -> str:
        if not self.lost:
            state = self._strict.getstate()
            try:
                return self._strict.decode(data, final)
            except UnicodeDecodeError:
                self._replacing.setstate(state)
                self.lost = True
        return self._replacing.decode(data, final)
