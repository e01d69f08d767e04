"""What of the talk can be copied: messages, and the blocks of code in them."""

from __future__ import annotations

from collections.abc import Iterable

from agent_tui.core.sanitise import one_line
from agent_tui.tui.entries import Entry, Reply, Said
from agent_tui.tui.paint.blocks import Code, cut, last
from agent_tui.tui.screens.picker import Row


def code_blocks(text: str) -> list[Code]:
    """The fenced blocks of a message, also those in lists and quotes."""
    from agent_tui.tui.paint.tokens import fences

    done, rest = cut(text)
    found: list[Code] = []
    for block in (*done, *last(rest)):
        if isinstance(block, Code):
            found.append(block)
        else:
            found += (Code(code, language) for language, code in fences(block.text))
    return found


def copy_rows(entries: Iterable[Entry]) -> list[Row]:
    """Each message and each of its blocks of code as a row to choose, the newest message first."""
    messages = [entry for entry in entries if isinstance(entry, Said | Reply) and entry.text.strip()]
    return [row for entry in reversed(messages) for row in _rows(entry)]


def _rows(entry: Said | Reply) -> Iterable[Row]:
    yield _row("answer" if isinstance(entry, Reply) else "you", entry.text.strip())
    if isinstance(entry, Reply):
        yield from (_row(f"  {block.language or 'code'}", block.text) for block in code_blocks(entry.text))


def _row(kind: str, text: str) -> Row:
    lines = text.count("\n") + 1
    return Row(text, one_line(text, 200), kind, f"{lines:,} line{'s' * (lines != 1)}", one_line(text, 400))
