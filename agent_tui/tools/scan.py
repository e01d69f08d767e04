"""Searches without ripgrep, with the same rows: slower, and for patterns that Python's expressions understand."""

from __future__ import annotations

import codecs
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from agent_tui.core.errors import ToolFailed
from agent_tui.tools.pattern import compiled
from agent_tui.tools.search import Found, Query, Row, late, ordered, shortened
from agent_tui.tools.unignored import unignored

_MOST_FILES = 10_000
_LARGEST = 64 << 20
_SAMPLE = 64 << 10
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CLASSES = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\s",
    "punct": r"!-/:-@\[-`{-~",
    "word": r"\w",
    "xdigit": "0-9a-fA-F",
    "blank": r" \t",
}
_ESCAPES = {"z": r"\Z", "<": r"\b(?=\w)", ">": r"\b(?<=\w)"}
"""Escapes of ripgrep, by their letter, that mean something else to Python."""
TYPES = {
    "c": "*.[chH], *.[chH].in, *.cats",
    "cpp": "*.[ChH], *.[ChH].in, *.[ch]pp, *.[ch]pp.in, *.[ch]xx, *.[ch]xx.in, *.cc, *.cc.in, *.hh, *.hh.in, *.inl",
    "css": "*.css, *.scss",
    "go": "*.go",
    "html": "*.ejs, *.htm, *.html",
    "java": "*.java, *.jsp, *.jspx, *.properties",
    "js": "*.cjs, *.js, *.jsx, *.mjs, *.vue",
    "json": "*.json, *.sarif, composer.lock",
    "md": "*.markdown, *.md, *.mdown, *.mdwn, *.mdx, *.mkd, *.mkdn",
    "py": "*.py, *.pyi",
    "rust": "*.rs",
    "toml": "*.toml, Cargo.lock",
    "ts": "*.cts, *.mts, *.ts, *.tsx",
    "yaml": "*.yaml, *.yml",
}
"""Files of a type, as ripgrep has them."""


def scan(query: Query, stopped: Callable[[], bool] = lambda: False) -> Found:
    """Search in this thread until `stopped` says so. Raises `ToolFailed`."""
    expression = _expression(query)
    rows: list[Row] = []
    counts: list[tuple[str, int]] = []
    cut = ""
    began = time.monotonic()
    for number, path in enumerate(_paths(query)):
        any_found = bool(rows or counts)
        if number >= _MOST_FILES:
            cut = f"stopped after {_MOST_FILES:,} files, as ripgrep is not installed; narrow it by path, glob or type"
        elif time.monotonic() - began > (query.whole_seconds if any_found else query.first_seconds):
            cut = late(query, any_found)
        elif sum(row.match for row in rows) + len(counts) >= query.most:
            cut = f"stopped after {query.most:,} rows; narrow it by path, glob or type"
        if cut or stopped():
            break
        found = _file_rows(query, path, expression)
        if query.mode == "content":
            rows += found
        elif found:
            counts.append((path, 1 if query.mode == "files" else sum(row.match for row in found)))
    return Found(ordered(rows), tuple(sorted(counts)), cut)


def _expression(query: Query) -> re.Pattern[str]:
    flags = re.MULTILINE | re.DOTALL if query.multiline else re.NOFLAG
    if not query.multiline and re.search(r"\n|(?<!\\)(?:\\\\)*\\n", query.pattern):
        raise ToolFailed("The pattern speaks of a line break, and lines are searched one by one; set multiline.")
    pattern = re.sub(r"\[:(\w+):\]", lambda found: _CLASSES.get(found.group(1), found.group()), query.pattern)
    pattern = re.sub(r"\\(.)", lambda found: _ESCAPES.get(found.group(1), found.group()), pattern, flags=re.DOTALL)
    try:
        return re.compile(pattern, flags | (re.IGNORECASE if query.ignore_case else re.NOFLAG))
    except re.error as error:
        raise ToolFailed(
            f"`{query.pattern}` cannot be searched for: {error}. Escape what is meant literally, as in `\\(`."
        ) from error


def _paths(query: Query) -> Iterator[str]:
    if query.name != ".":
        yield query.name
        return
    if query.type and query.type not in TYPES:
        raise ToolFailed(f"There is no file type `{query.type}`; use one of {', '.join(TYPES)}, or glob.")
    kinds = [compiled(one) for one in TYPES[query.type].split(", ")] if query.type else []
    for name in unignored(query.base, query.glob):
        if not kinds or any(one.fullmatch(name) for one in kinds):
            yield name


def _file_rows(query: Query, path: str, expression: re.Pattern[str]) -> list[Row]:
    file = Path(query.base, path)
    if (query.name == "." and file.is_symlink()) or not file.is_file():
        return []
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST)
    except OSError:
        return []
    text = _text(data)
    # Of a file that turns out not to be text, ripgrep shows the lines before, and counts none.
    if not text or (query.mode == "count" and b"\0" in data and not data.startswith(_WIDE)):
        return []
    lines = text.removesuffix("\n").split("\n")
    hits = sorted(_spanned(text, expression)) if query.multiline else _single(lines, expression)
    return list(_with_context(path, lines, hits, query.context))


def _text(data: bytes) -> str:
    """The text of a file as ripgrep reads it; empty for what is no text."""
    if data.startswith(_WIDE):
        text = data.decode("utf-16", errors="replace")
        return "" if "\0" in text else text
    if b"\0" in data[:_SAMPLE]:
        return ""
    return data.removeprefix(codecs.BOM_UTF8).decode(errors="surrogateescape").partition("\0")[0]


def _single(lines: list[str], expression: re.Pattern[str]) -> list[int]:
    return [number for number, line in enumerate(lines) if expression.search(line)]


def _spanned(text: str, expression: re.Pattern[str]) -> set[int]:
    hits: set[int] = set()
    for found in expression.finditer(text):
        first = text.count("\n", 0, found.start())
        hits.update(range(first, first + found.group().removesuffix("\n").count("\n") + 1))
    return hits


def _with_context(path: str, lines: list[str], hits: list[int], context: int) -> Iterator[Row]:
    matched = set(hits)
    shown = {near for hit in hits for near in range(hit - context, hit + context + 1)} if context else matched
    for number in sorted(shown):
        if 0 <= number < len(lines):
            line = lines[number].removesuffix("\r").encode(errors="surrogateescape").decode(errors="replace")
            yield Row(path, number + 1, shortened(line), number in matched)
