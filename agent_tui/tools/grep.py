"""Searches the contents of files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from agent_tui.core.effects import Effect, Reads
from agent_tui.core.views import Match, Matches, Paths, Result
from agent_tui.tools.ripgrep import by_ripgrep, ripgrep
from agent_tui.tools.scan import scan
from agent_tui.tools.search import Found, Mode, Query, Row
from agent_tui.tools.spec import tool
from agent_tui.tools.tree import readable
from agent_tui.tools.workspace import Workspace

_VIEWED = 200
_LIKELY = 4
"""Files that a search found first, of which the model will probably read one."""
_PAGE = 50_000
"""Characters of a result."""


def _effect(ws: Workspace, path: str) -> Effect:
    return Reads((ws.absolute(path),))


@tool(effect=_effect, title=lambda pattern, path: pattern if path == "." else f"{pattern} in {path}")
async def grep(
    ws: Workspace,
    pattern: Annotated[str, Meta(description="Regular expression")],
    path: Annotated[str, Meta(description="Directory or file")] = ".",
    glob: Annotated[str, Meta(description="Only files like *.py")] = "",
    type: Annotated[str, Meta(description="Only files of a type, like py")] = "",  # noqa: A002
    mode: Mode = "content",
    context: Annotated[int, Meta(ge=0, le=20, description="Lines around a match")] = 0,
    ignore_case: bool = False,
    multiline: bool = False,
    head_limit: Annotated[int, Meta(ge=1, le=2000, description="Most rows")] = 250,
    offset: Annotated[int, Meta(ge=0, description="Rows to skip")] = 0,
) -> Result:
    """Rows `path:line:text` (`path-line-text` for context), names, or counts by file."""
    place = ws.absolute(path)
    base = await ws.off_loop(lambda: ws.searched(place))
    name = "." if base == place else place.removeprefix(f"{base}/")
    found = await search(Query(pattern, base, name, mode, glob, type, context, ignore_case, multiline), ripgrep())
    ws.ahead.note(f"{base}/{path}" for path in _first_files(found))
    page = _Page(ws, base, found, head_limit, offset)
    return page.content(pattern) if mode == "content" else page.names(mode == "count")


async def search(query: Query, program: str | None) -> Found:
    """Search by ripgrep, or without it where `program` is None. Raises `ToolFailed`."""
    if program is not None:
        return await by_ripgrep(program, query)
    stopped = False
    try:
        return await asyncio.to_thread(scan, query, lambda: stopped)
    finally:
        # A thread cannot be cancelled; it looks here between two files.
        stopped = True


class _Page:
    """The part of a search's rows that one result shows."""

    def __init__(self, ws: Workspace, base: str, found: Found, limit: int, offset: int) -> None:
        self._ws = ws
        self._base = base
        self._found = found
        self._limit = limit
        self._offset = offset

    def content(self, pattern: str) -> Result:
        """Matching lines with their context."""
        rows = self._found.rows
        places = [index for index, row in enumerate(rows) if row.match]
        files = len({row.path for row in rows if row.match})
        lines, shown = self._lines(rows, places[self._offset : self._offset + self._limit])
        lines += self._end(shown, len(places))
        viewed = tuple(
            Match(self._name(rows[index].path), rows[index].line, rows[index].text) for index in places[:_VIEWED]
        )
        cut = bool(self._found.cut) or len(places) > len(viewed)
        view = Matches(pattern, viewed, files, len(places), cut)
        return Result("\n".join(lines), view, summary=self._summary(len(places), files))

    def names(self, counted: bool) -> Result:
        """Paths, with their counts where `counted`."""
        counts = self._found.counts
        names = [self._name(path) for path, _ in counts]
        lines = [f"{name}:{count}" for name, (_, count) in zip(names, counts, strict=True)] if counted else names
        page = lines[self._offset : self._offset + self._limit]
        total = sum(count for _, count in counts) if counted else len(counts)
        summary = self._summary(total, len(counts)) if counted or not counts else f"{_several(len(counts), 'file')}"
        text = "\n".join([*page, *self._end(len(page), len(lines))])
        return Result(text, Paths(self._ws.shown(self._base), tuple(page), len(lines) - len(page)), summary=summary)

    def _lines(self, rows: Sequence[Row], places: Sequence[int]) -> tuple[list[str], int]:
        """The lines of the matches at `places` with the context between them, and how many matches had room."""
        lines: list[str] = []
        room = _PAGE
        last = -1
        for shown, place in enumerate(places):
            start = place
            while start > last + 1 and not rows[start - 1].match and _follows(rows, start):
                start -= 1
            end = place + 1
            while end < len(rows) and not rows[end].match and _follows(rows, end):
                end += 1
            new = [self._line(row) for row in rows[max(start, last + 1) : end]]
            room -= sum(map(len, new))
            if room < 0 and lines:
                return lines, shown
            gap = any(not row.match for row in rows) and lines and not _follows(rows, max(start, last + 1))
            lines += (["--"] if gap else []) + new
            last = end - 1
        return lines, len(places)

    def _line(self, row: Row) -> str:
        mark = ":" if row.match else "-"
        return f"{self._name(row.path)}{mark}{row.line}{mark}{row.text}"

    def _end(self, shown: int, total: int) -> list[str]:
        """The last line: what is not shown."""
        if not total:
            return [f"[no match; {self._found.cut}]" if self._found.cut else "[no match]"]
        if not shown:
            return [f"[there are only {total:,} rows]"]
        last = self._offset + shown
        more = f"rows {self._offset + 1}-{last} of {total:,}; next offset {last}" if last < total else ""
        notes = "; ".join(note for note in (more, self._found.cut) if note)
        return [f"[{notes}]"] if notes else []

    def _summary(self, total: int, files: int) -> str:
        if not total:
            return "no match"
        plus = "+" if self._found.cut else ""
        return f"{total:,}{plus} match{'es' * (total > 1)} in {_several(files, 'file')}"

    def _name(self, path: str) -> str:
        return readable(self._ws.shown(f"{self._base}/{path}"))


def _first_files(found: Found) -> list[str]:
    paths = [path for path, _ in found.counts[:_LIKELY]] or dict.fromkeys(row.path for row in found.rows)
    return list(paths)[:_LIKELY]


def _follows(rows: Sequence[Row], index: int) -> bool:
    """Whether a row is the line after the row before it."""
    return index > 0 and rows[index].path == rows[index - 1].path and rows[index].line == rows[index - 1].line + 1


def _several(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
