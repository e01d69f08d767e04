"""Finds ripgrep and reads what it prints."""

from __future__ import annotations

import base64
import os
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct


class _Words(Struct, frozen=True):
    text: str | None = None
    bytes: str | None = None

    @property
    def value(self) -> str:
        if self.text is not None:
            return self.text
        return os.fsdecode(base64.b64decode(self.bytes or ""))


class _Data(Struct, frozen=True):
    path: _Words = _Words()
    lines: _Words = _Words()
    line_number: int | None = None


class _Line(Struct, frozen=True):
    type: str
    data: _Data = _Data()


class Row(Struct, frozen=True):
    """One line of a file."""

    path: str
    line: int
    text: str
    kind: Literal["match", "context"]


_decoder = msgspec.json.Decoder(_Line)


@cache
def ripgrep() -> str | None:
    """The person's own `rg`, else the one that was installed with agent; None where there is neither."""
    if own := shutil.which("rg"):
        return own
    beside = Path(sys.executable).parent / ("rg.exe" if sys.platform == "win32" else "rg")
    return str(beside) if beside.is_file() else None


def rows(line: bytes) -> Iterator[Row]:
    """The rows of one line of `rg --json`; a match over several lines is several rows."""
    read = _decoder.decode(line)
    if read.type not in ("match", "context") or read.data.line_number is None:
        return
    kind: Literal["match", "context"] = "match" if read.type == "match" else "context"
    path = read.data.path.value
    text = read.data.lines.value
    for offset, one in enumerate(text.removesuffix("\n").split("\n")):
        yield Row(path.removeprefix("./"), read.data.line_number + offset, one.removesuffix("\r"), kind)
