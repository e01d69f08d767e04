"""Draws the composer and the status line where the app will draw them."""

from __future__ import annotations

from typing import NamedTuple

from agent_tui.core.sanitise import one_line
from agent_tui.tui.early.draft import Draft
from agent_tui.tui.early.ink import Depth, Look, ink
from agent_tui.tui.early.wrap import cells, rows

PLACEHOLDER = "Ask, or / for commands"
SHORT = 12
"""Rows under which only the essentials are drawn."""
_MOST = 8
"""Rows of text that the composer shows."""
_PROMPT = " › "
_HINT = "/ commands · @ files · ? keys "
_BETWEEN = " · "
_LEAST = 24
"""As in the app's own status line."""


class Facts(NamedTuple):
    """What the status line says."""

    mode: str = ""
    model: str = ""
    directory: str = ""
    branch: str = ""


class Frame(NamedTuple):
    """What the drawing is made from."""

    facts: Facts
    look: Look
    depth: Depth
    width: int
    height: int


def drawn(frame: Frame, draft: Draft, *, whole: bool) -> str:
    """The frame as a terminal is told it; `whole` with the empty rows above it."""
    lines = [*_composer(frame, draft), _status(frame)][-frame.height :]
    most = frame.height if whole else min(frame.height, _MOST + 3)
    empty = _ink(frame, frame.look.words) + " " * frame.width
    lines = [empty] * (most - len(lines)) + lines
    top = frame.height - len(lines) + 1
    placed = "".join(f"\x1b[{top + at};1H{line}" for at, line in enumerate(lines))
    return f"\x1b[?2026h{placed}\x1b[0m\x1b[?2026l"


def _composer(frame: Frame, draft: Draft) -> list[str]:
    short = frame.height < SHORT
    edge = "" if short else f"{_ink(frame, frame.look.border)}│"
    inner = frame.width - (0 if short else 2)
    written = _written(draft.text, inner - cells(_PROMPT), 1 if short else _MOST)
    # Terminals do not agree on the width of all that may be written.
    right = f"\x1b[{frame.width}G{edge}" if edge else ""
    left = f"{edge}{_ink(frame, frame.look.accent)}"
    lines = [
        f"{left}{_PROMPT if at == 0 else '   '}{_text(frame, draft, written, at)}{right}" for at in range(len(written))
    ]
    return lines if short else [_border(frame, "╭╮"), *lines, _border(frame, "╰╯", len(draft.sent))]


def _written(text: str, width: int, most: int) -> list[str]:
    """The rows that are seen; the last column is kept for the caret, one more for the scroll bar where there is one."""
    laid = rows(text, width - 1)
    if len(laid) > most and most > 1:
        laid = rows(text, width - 2)
    return laid[-most:]


def _text(frame: Frame, draft: Draft, written: list[str], at: int) -> str:
    """One row of the text, in the width that is left of it."""
    look = frame.look
    room = frame.width - cells(_PROMPT) - (0 if frame.height < SHORT else 2)
    words, caret = _ink(frame, look.words), _caret(frame)
    if not draft.text:
        row = rows(PLACEHOLDER, room)[0]
        return f"{caret}{row[:1]}{_ink(frame, look.placeholder)}{row[1:]}{words}{' ' * (room - len(row))}"
    row, left = written[at], room - cells(written[at])
    if at < len(written) - 1 or left < 1:
        return f"{words}{row}{' ' * left}"
    return f"{words}{row}{caret} {words}{' ' * (left - 1)}"


def _border(frame: Frame, corners: str, queued: int = 0) -> str:
    said = f" queued: {queued} " if queued else ""
    said = said if len(said) + 3 < frame.width else ""
    line = "─" * (frame.width - 2 - len(said) - bool(said))
    dim, edge = _ink(frame, frame.look.dim), _ink(frame, frame.look.border)
    return f"{edge}{corners[0]}{line}{f'{dim}{said}{edge}─' if said else ''}{corners[1]}"


def _status(frame: Frame) -> str:
    """The parts that have room, those that matter least going first, and the hint at the right edge."""
    parts = _parts(frame)
    hint = _HINT
    while cells(hint) + _LEAST > frame.width and _BETWEEN in hint:
        hint = hint.partition(_BETWEEN)[2]
    room = frame.width - cells(hint) - 2
    while len(parts) > 1 and sum(cells(text) for _, text, _ in parts) > room:
        parts.remove(max(parts))
    used = sum(cells(text) for _, text, _ in parts)
    hint = hint if cells(hint) + 4 <= frame.width else ""
    said = "".join(f"{_ink(frame, color)}{text}" for _, text, color in parts)
    gap = " " * (frame.width - used - cells(hint))
    return f"{said}{_ink(frame, frame.look.words)}{gap}{_ink(frame, frame.look.dim)}{hint}"


def _parts(frame: Frame) -> list[tuple[int, str, str]]:
    """What the line says from left to right: rank, words, colour; the higher the rank, the sooner it goes."""
    facts, look, wide = frame.facts, frame.look, frame.width >= 100
    model = one_line(facts.model)
    parts = [
        (0, f" {one_line(facts.mode)}", look.warn if facts.mode in ("yolo", "auto") else look.accent),
        (1, f"  {model if frame.width >= 110 else model.rpartition('/')[2]}", look.text),
    ]
    if wide:
        parts.append((6, f"  {one_line(facts.directory)}", look.dim))
    if facts.branch:
        parts.append((5, f"{' ' if wide else '  '}{one_line(facts.branch)}", look.dim))
    return parts


def _ink(frame: Frame, words: str) -> str:
    return ink(words, frame.look.ground, frame.depth)


def _caret(frame: Frame) -> str:
    if not frame.depth.bits:
        return "\x1b[0;7m"
    return ink(frame.look.under_caret, frame.look.caret, frame.depth)
