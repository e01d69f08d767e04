"""Instruction files that name others as `@path`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_NAMED = re.compile(r"(?<!\S)@(\S+)")
_ALONE = re.compile(r"\s*(?:[-*+]\s+)?@\S+\s*")
_FENCES = ("```", "~~~")
_AFTER_WORDS = ".,;:!?)"
_DEPTH = 4


class Imports:
    """Reads one instruction file with all that it names, each file once; what is in code names nothing."""

    def __init__(self, scope: Path | None, limit: int) -> None:
        """Nothing out of `scope` is read, where there is one, and hardly more than `limit` bytes in all."""
        self._scope = scope.resolve() if scope is not None else None
        self._limit = limit
        self._read = 0
        self._seen: set[Path] = set()

    def text(self, path: Path, depth: int = _DEPTH) -> str:
        """What `path` says; a line that only names a file is replaced by it, any other is followed by it."""
        self._seen.add(path.resolve())
        try:
            with path.open("rb") as file:
                raw = file.read(self._limit + 1)
        except OSError:
            return ""
        self._read += len(raw)
        own = raw.decode("utf-8-sig", errors="replace")
        return "\n".join(self._lines(own, path.parent, depth)) if depth else own

    def _lines(self, text: str, place: Path, depth: int) -> Iterator[str]:
        in_code = False
        for line in text.split("\n"):
            if line.lstrip().startswith(_FENCES):
                in_code = not in_code
            found = [] if in_code or "@" not in line else self._named(line, place)
            if not found or not _ALONE.fullmatch(line):
                yield line
            yield from (self.text(path, depth - 1) for path in found)

    def _named(self, line: str, place: Path) -> list[Path]:
        """The files that `line` names for the first time and that may be read."""
        words = "".join(line.split("`")[::2])
        found: list[Path] = []
        for name in _NAMED.findall(words):
            path = next((path for end in (name, name.rstrip(_AFTER_WORDS)) if (path := self._file(end, place))), None)
            if path is not None and path not in self._seen and self._read <= self._limit:
                self._seen.add(path)
                found.append(path)
        return found

    def _file(self, name: str, place: Path) -> Path | None:
        try:
            path = (place / Path(name).expanduser()).resolve()
            inside = self._scope is None or path.is_relative_to(self._scope)
            return path if name and inside and path.is_file() else None
        except (OSError, RuntimeError, ValueError):
            return None
