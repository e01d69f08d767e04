"""A transcript as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import assert_never

from agent_tui.core.errors import UserError
from agent_tui.core.mask import masked
from agent_tui.tui.entries import Batch, Entry, Note, Reply, Said, Table, Thought, ToolCall


def exported(entries: Iterable[Entry], path: Path) -> str:
    """Write the transcript, without secrets, to a new file; a sentence that says so. Blocks. Raises `UserError`."""
    path = path.expanduser()
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(masked(markdown(entries)))
    except FileExistsError:
        raise UserError(f"Not exported: {path} is there already. Name another: /export FILE.") from None
    except OSError as error:
        raise UserError(f"Not exported to {path}: {error.strerror}.") from error
    return f"Exported to {path}."


def markdown(entries: Iterable[Entry]) -> str:
    """What was said and done, without the app's own tables."""
    return "\n".join(line for entry in entries for line in _lines(entry))


def _lines(entry: Entry) -> Iterator[str]:
    match entry:
        case Said(text=text):
            yield from ("## You", "", text, "", "## Agent", "")
        case Reply(text=text):
            yield from (text.strip(), "")
        case Thought(text=text):
            yield from (*(f"> {line}".rstrip() for line in text.strip().split("\n")), "")
        case ToolCall():
            yield from (_call(entry), "")
        case Batch(calls=calls):
            yield from (*map(_call, calls), "")
        case Note():
            yield from (f"_{entry.words}_", "")
        case Table():
            return
        case _:
            assert_never(entry)


def _call(call: ToolCall) -> str:
    outcome = call.summary or call.phase
    return f"- `{call.name}` `{call.title}`: {outcome}" if call.title else f"- `{call.name}`: {outcome}"
