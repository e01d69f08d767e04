"""What a person sees of a call: data, so that each frontend draws it in its own way."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Text(Struct, frozen=True, tag="text"):
    """Plain words."""

    text: str
    answer: str = ""
    """What was answered after them, in Markdown."""


class FileChange(Struct, frozen=True):
    """One file before and after."""

    path: str
    """As shown: relative to the workspace where it lies inside."""
    before: str | None
    """None where the file did not exist."""
    after: str | None
    """None where the file goes away."""
    first_line: int = 1
    """Number of the first line of both texts, which are the changed part alone where the file is large."""


class Diff(Struct, frozen=True, tag="diff"):
    """Changes of files, made or proposed."""

    changes: tuple[FileChange, ...]
    added: int
    """Lines added over all files."""
    removed: int


class Listing(Struct, frozen=True, tag="listing"):
    """A page of one file."""

    path: str
    text: str
    first_line: int
    """Number of the first line shown, from 1."""
    total_lines: int


class Match(Struct, frozen=True):
    """One line that a search found."""

    path: str
    line: int
    text: str


class Matches(Struct, frozen=True, tag="matches"):
    """What a search found."""

    pattern: str
    rows: tuple[Match, ...]
    files: int
    total: int
    """Matches found; more than `rows` where the view was cut."""
    cut: bool = False


class Paths(Struct, frozen=True, tag="paths"):
    """Names of files and directories."""

    root: str
    names: tuple[str, ...]
    more: int = 0
    """How many were found beyond `names`."""


class Screen(Struct, frozen=True, tag="screen"):
    """A command and what it printed."""

    command: str
    output: str
    exit_code: int | None = None
    """None while it runs, or where it was ended."""
    seconds: float = 0.0
    stored: str = ""
    """File that holds the whole output, where `output` was cut."""


class Todo(Struct, frozen=True):
    """One line of the plan."""

    text: str
    state: Literal["pending", "in_progress", "done"] = "pending"


class Todos(Struct, frozen=True, tag="todos"):
    """The plan, whole."""

    items: tuple[Todo, ...]


class BackgroundJob(Struct, frozen=True):
    """A command in the background, as it stands."""

    id: str
    command: str
    running: bool
    exit_code: int | None = None


class Question(Struct, frozen=True):
    """One question with its ready answers; free text is always possible."""

    text: str
    options: tuple[str, ...] = ()
    several: bool = False
    """Whether more than one option may be chosen."""


class Questions(Struct, frozen=True, tag="questions"):
    """Questions put to the person, and the answers once given."""

    items: tuple[Question, ...]
    answers: tuple[str, ...] = ()


View = Text | Diff | Listing | Matches | Paths | Screen | Todos | Questions


class Result(Struct, frozen=True, omit_defaults=True):
    """What a call came to: `text` for the model, `view` for the person."""

    text: str
    view: View | None = None
    failed: bool = False
    summary: str = ""
    """A few words for the one line that stands for the call: `7 matches in 4 files`."""
    images: tuple[tuple[str, str], ...] = ()
    """Pictures for the model: (media type, base64)."""
