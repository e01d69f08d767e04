"""Searches the contents of files."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from agent_tui.core.effects import Effect, Reads
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Match, Matches, Result
from agent_tui.tools.ripgrep import Row, ripgrep, rows
from agent_tui.tools.spec import tool
from agent_tui.tools.workspace import Workspace

LONGEST_ROW = 500
_LINE_LIMIT = 64 * 1024 * 1024
_FIRST_MATCH_SECONDS = 3.0
_VIEWED = 200

Mode = Literal["content", "files", "count"]


class Query(Struct, frozen=True):
    """What is searched for, and where."""

    pattern: str
    place: str
    """Absolute: a directory or a file."""
    glob: str = ""
    type: str = ""
    context: int = 0
    ignore_case: bool = False
    multiline: bool = False
    most: int = 250
    """Matches after which the search stops."""


class Found(Struct, frozen=True):
    """Rows in the order of the files' names, and whether there may be more."""

    rows: tuple[Row, ...]
    cut: str = ""
    """Why the search ended before its end."""


def _effect(ws: Workspace, path: str) -> Effect:
    return Reads((ws.absolute(path),))


@tool(effect=_effect, title=lambda pattern, path: pattern if path == "." else f"{pattern} in {path}")
async def grep(
    ws: Workspace,
    pattern: Annotated[str, Meta(description="Regular expression")],
    path: Annotated[str, Meta(description="Directory or file")] = ".",
    glob: Annotated[str, Meta(description="Only files like *.py")] = "",
    type: Annotated[str, Meta(description="Only files of this type, like py")] = "",  # noqa: A002
    mode: Mode = "content",
    context: Annotated[int, Meta(ge=0, le=20, description="Lines around a match")] = 0,
    ignore_case: bool = False,
    multiline: bool = False,
    head_limit: Annotated[int, Meta(ge=1, le=2000, description="Most rows")] = 250,
    offset: Annotated[int, Meta(ge=0, description="Rows to skip")] = 0,
) -> Result:
    """Rows `path:line:text` (`path-line-text` for context), names, or counts by file."""
    place = ws.absolute(path)
    if not Path(place).exists():
        raise ToolFailed(f"There is no {ws.shown(place)}.")
    # One more than is shown tells whether there are more; names and counts need all.
    most = head_limit + offset + 1 if mode == "content" else 1_000_000
    query = Query(pattern, place, glob, type, context, ignore_case, multiline, most)
    program = ripgrep()
    assert program
    found = await _by_ripgrep(program, query)
    return _result(ws, query, found, mode, head_limit, offset)


def arguments(program: str, query: Query) -> list[str]:
    """The command: the pattern behind `-e` and the path behind `--`, so that neither can be taken for a flag."""
    command = [program, "--json", "--no-config", "--hidden", "--sort", "path", "--max-filesize", "20M"]
    for name in (".git", ".hg", ".svn", ".jj"):
        command += ["--glob", f"!{name}"]
    if query.glob:
        command += ["--glob", query.glob]
    if query.type:
        command += ["--type", query.type]
    if query.context:
        command += ["--context", str(query.context)]
    if query.ignore_case:
        command.append("--ignore-case")
    if query.multiline:
        command += ["--multiline", "--multiline-dotall"]
    return [*command, "-e", query.pattern, "--", "." if Path(query.place).is_dir() else Path(query.place).name]


async def _by_ripgrep(program: str, query: Query) -> Found:
    directory = query.place if Path(query.place).is_dir() else str(Path(query.place).parent)
    process = await asyncio.create_subprocess_exec(
        *arguments(program, query),
        cwd=directory,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LINE_LIMIT,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    kept: list[Row] = []
    cut = ""
    try:
        matches = 0
        while True:
            wait = asyncio.wait_for(process.stdout.readline(), None if matches else _FIRST_MATCH_SECONDS)
            try:
                line = await wait
            except TimeoutError:
                cut = f"stopped after {_FIRST_MATCH_SECONDS:.0f} s without a match; name a narrower path or glob"
                break
            if not line:
                break
            new = list(rows(line))
            matches += sum(row.kind == "match" for row in new)
            kept += new
            if matches >= query.most:
                cut = "more"
                break
        errors = b"" if cut else await process.stderr.read()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode == 2 and not kept and not cut:
        words = errors.decode(errors="replace").strip()
        raise ToolFailed(f"{words}\nEscape what is meant literally, as in \\( or \\{{.")
    return Found(tuple(_below(query, row) for row in kept), cut)


def _below(query: Query, row: Row) -> Row:
    base = Path(query.place) if Path(query.place).is_dir() else Path(query.place).parent
    return Row(str(base / row.path), row.line, row.text, row.kind)


def _result(ws: Workspace, query: Query, found: Found, mode: Mode, head_limit: int, offset: int) -> Result:
    matches = [row for row in found.rows if row.kind == "match"]
    counts: dict[str, int] = {}
    for row in matches:
        counts[ws.shown(row.path)] = counts.get(ws.shown(row.path), 0) + 1
    if mode == "content":
        lines = _content(ws, found.rows, offset, head_limit)
        total = len(matches)
    else:
        lines = list(counts) if mode == "files" else [f"{name}:{count}" for name, count in counts.items()]
        total = len(lines)
        lines = lines[offset : offset + head_limit]
    if not matches:
        note = f"[no match; {found.cut}]" if found.cut else "[no match]"
        return Result(note, Matches(query.pattern, (), 0, 0, bool(found.cut)), summary="no match")
    more = found.cut == "more" or total > offset + head_limit
    if more:
        lines.append(f"[more; next offset {offset + head_limit}]")
    elif found.cut:
        lines.append(f"[{found.cut}]")
    seen = tuple(Match(ws.shown(row.path), row.line, row.text[:LONGEST_ROW]) for row in matches[:_VIEWED])
    shown = min(len(matches), offset + head_limit) if mode == "content" else len(matches)
    plus = "+" if more and mode == "content" else ""
    view = Matches(query.pattern, seen, len(counts), shown, more)
    return Result("\n".join(lines), view, summary=f"{shown}{plus} matches in {len(counts)} files")


def _content(ws: Workspace, found: Sequence[Row], offset: int, limit: int) -> list[str]:
    lines: list[str] = []
    number = 0
    for row in found:
        number += row.kind == "match"
        if number <= offset or number > offset + limit:
            continue
        text = row.text if len(row.text) <= LONGEST_ROW else f"{row.text[:LONGEST_ROW]}… [{len(row.text):,} characters]"
        mark = ":" if row.kind == "match" else "-"
        lines.append(f"{ws.shown(row.path)}{mark}{row.line}{mark}{text}")
    return lines
