"""Bytes to text and back, without losing one."""

from __future__ import annotations

import codecs

from msgspec import Struct

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
PDF_MARK = b"%PDF-"
"""What a PDF begins with; some are all ASCII and still no text that a page of lines could show."""
_SAMPLE = 64 * 1024
_ASCII = bytes(range(0x20, 0x7F))


class Decoded(Struct, frozen=True):
    """The text of a file and how it is written."""

    text: str
    encoding: str
    bom: bytes = b""
    guessed: bool = False
    """The encoding is a guess from the bytes."""

    def encode(self, text: str) -> bytes:
        """`text` written as the file was. Raises `UnicodeEncodeError`."""
        return self.bom + text.encode(self.encoding)


def decode(data: bytes) -> Decoded | None:
    """The text of `data`, or None where it is no text. What is decoded encodes to the same bytes again."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding, bom)
    if data.startswith(PDF_MARK) or b"\0" in data[:_SAMPLE]:
        return None
    return _strict(data, "utf-8", b"") or _guess(data)


def sniffed(head: bytes) -> tuple[str, bytes, bool] | None:
    """(encoding, byte order mark, whether guessed) of a text, told from its first bytes; None where it is no text."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding, bom, False
    if b"\0" in head:
        return None
    try:
        # The last character may be cut in two.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        guess = _guess(head)
        return None if guess is None else (guess.encoding, b"", True)
    return "utf-8", b"", False


def _strict(data: bytes, encoding: str, bom: bytes, *, guessed: bool = False) -> Decoded | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    decoded = Decoded(text, encoding, bom, guessed)
    return decoded if decoded.encode(text) == bom + data else None


def _guess(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    # Few bytes are readily taken for EBCDIC and its like, in which no source is written.
    encodings = [best.encoding] if best is not None and _keeps_ascii(best.encoding) else []
    for encoding in (*encodings, "cp1252", "latin-1"):
        if (decoded := _strict(data, encoding, b"", guessed=True)) is not None:
            return decoded
    return None


def _keeps_ascii(encoding: str) -> bool:
    return _ASCII.decode(encoding, "replace") == _ASCII.decode("ascii")
