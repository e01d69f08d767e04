"""Pictures, told by their first bytes."""

from __future__ import annotations

LARGEST_PICTURE = 5 << 20
"""Bytes; larger ones are refused by providers."""


def media_type(data: bytes) -> str:
    """The media type of a picture that models take; empty for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return ""
