"""A search through files: what is asked, and what is found."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

FIRST_MATCH_SECONDS = 3.0
WHOLE_SECONDS = 20.0
MOST_ROWS = 10_000
"""Rows after which a search stops."""
LONGEST_ROW = 500
"""Characters kept of a line."""

Mode = Literal["content", "files", "count"]


class Query(Struct, frozen=True):
    """What is searched for, and where."""

    pattern: str
    base: str
    """Absolute: the directory that rows are relative to."""
    name: str = "."
    """What of it is searched: all, or the file of this name."""
    mode: Mode = "content"
    glob: str = ""
    type: str = ""
    context: int = 0
    ignore_case: bool = False
    multiline: bool = False
    most: int = MOST_ROWS
    first_seconds: float = FIRST_MATCH_SECONDS
    whole_seconds: float = WHOLE_SECONDS


class Row(Struct, frozen=True):
    """One line of a file."""

    path: str
    """Relative to the directory searched."""
    line: int
    text: str
    """Without its end, cut to `LONGEST_ROW`."""
    match: bool = True
    """False for a line of context."""


class Found(Struct, frozen=True):
    """What came of a query; paths in order, each path's rows in order."""

    rows: tuple[Row, ...] = ()
    """For `content`."""
    counts: tuple[tuple[str, int], ...] = ()
    """For `files` and `count`: paths with their number of matching lines; 1 for each with `files`."""
    cut: str = ""
    """Why the search ended early; empty where it did not."""


def shortened(text: str) -> str:
    """A line as a row keeps it."""
    return text if len(text) <= LONGEST_ROW else f"{text[:LONGEST_ROW]}… [{len(text):,} characters]"


def ordered(rows: list[Row]) -> tuple[Row, ...]:
    """Rows by path; the rows of each path stay as they are."""
    return tuple(sorted(rows, key=lambda row: row.path))


def late(query: Query, any_found: bool) -> str:
    """Why a search that ran out of time is incomplete."""
    if any_found:
        return f"stopped after {query.whole_seconds:g} s; narrow it by path, glob or type"
    return f"stopped after {query.first_seconds:g} s without a match; narrow it by path, glob or type"
