"""The last line of the screen: mode, model, place, context, cost, and the most useful key now."""

from __future__ import annotations

from msgspec import Struct
from rich.cells import cell_len
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.core.sanitise import one_line
from agent_tui.core.verdicts import Mode
from agent_tui.tui.paint.figures import bar, money, short
from agent_tui.tui.paint.line import Piece, both
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.settings import Settings
from agent_tui.tui.state import ViewState

_BETWEEN = " · "
"""What stands between two keys."""
_LEAST = 24
"""Cells that mode and model need beside the keys."""
_TIGHT = 0.8
"""Share of the window from which on it is shown as a limit."""


class Facts(Struct, frozen=True):
    """What the line is made from."""

    settings: Settings
    state: ViewState
    hint: str = ""
    """What to say at the right edge, where it is not the usual."""


def status_line(facts: Facts, palette: Palette, width: int) -> Strip:
    """The line in `width` cells; what matters least goes first where there is no room."""
    hint = f"{facts.hint or _hint(facts.state)} "
    while cell_len(hint) + _LEAST > width and _BETWEEN in hint:
        hint = hint.partition(_BETWEEN)[2]
    parts = _parts(facts, palette, width)
    room = width - cell_len(hint) - 2
    while len(parts) > 1 and sum(_size(pieces) for _, pieces in parts) > room:
        parts.remove(max(parts, key=lambda part: part[0]))
    return both([piece for _, pieces in parts for piece in pieces], [(hint, palette.dim)], width)


def _size(pieces: list[Piece]) -> int:
    return sum(cell_len(text) for text, _ in pieces)


def _parts(facts: Facts, palette: Palette, width: int) -> list[tuple[int, list[Piece]]]:
    """The parts from left to right, each with its rank: the higher, the sooner it goes."""
    settings, state = facts.settings, facts.state
    loud = state.mode in (Mode.YOLO, Mode.AUTO)
    model = one_line(state.model) + (f"·{state.effort}" if state.effort else "")
    parts: list[tuple[int, list[Piece]]] = [
        (0, [(f" {state.mode}", palette.warn if loud else palette.accent)]),
        (1, [(f"  {model if width >= 110 else model.rpartition('/')[2]}", palette.text)]),
    ]
    if width >= 100:
        parts.append((7, [(f"  {one_line(settings.directory)}", palette.dim)]))
    if settings.branch:
        parts.append((6, [(f"{' ' if width >= 100 else '  '}{one_line(settings.branch)}", palette.dim)]))
    if state.broken:
        parts.append((2, [(f"  {state.broken}", palette.warn)]))
    return parts + _context(state, palette, width) + _cost(state, palette, width)


def _context(state: ViewState, palette: Palette, width: int) -> list[tuple[int, list[Piece]]]:
    if not state.window:
        known = f"   {short(state.context_tokens)} tokens"
        return [(4, [(known, palette.dim)])] if state.context_tokens else []
    share = state.context_tokens / state.window
    style = palette.warn if share >= _TIGHT else palette.dim
    cells = 19 if width >= 140 else 10 if width >= 70 else 5
    figures = f" ({state.context_tokens:,}/{state.window:,})"
    if width < 130:
        figures = f" {short(state.context_tokens)}/{short(state.window)}"
    return [
        (5, [("   ", style), (bar(share, cells), style)]),
        (3, [(f" {share * 100:.0f}%", style)]),
        (9, [(figures, palette.dim)]),
    ]


def _cost(state: ViewState, palette: Palette, width: int) -> list[tuple[int, list[Piece]]]:
    if not state.session.total_tokens:
        return []
    total = money(state.session.cost, state.session.priced)
    turn = f"   {state.turn.total_tokens:,} ≈ {money(state.turn.cost, state.turn.priced)}"
    return [
        *([(8, [(turn, palette.dim)])] if state.turn.total_tokens else []),
        (4, [("   total" if width >= 100 else "  ", palette.dim), (f" {total}", palette.dim)]),
    ]


def _hint(state: ViewState) -> str:
    if state.asked:
        return "y yes  n no" if state.asked[0].questions is None else "enter answers"
    if state.busy:
        return "esc stop"
    return "/ commands · @ files · ? keys" if not state.entries else "/ commands"


class Status(Widget, can_focus=False):
    """One line, painted anew when its facts change."""

    def __init__(self, facts: Facts, palette: Palette) -> None:
        super().__init__()
        self._facts = facts
        self._palette = palette

    def show(self, facts: Facts) -> None:
        """Show `facts`."""
        if facts != self._facts:
            self._facts = facts
            self.refresh()

    def paint(self, palette: Palette) -> None:
        """Draw in other colours."""
        self._palette = palette
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """As `Widget`."""
        width = self.size.width
        return status_line(self._facts, self._palette, width).crop_extend(0, width, None).apply_style(self.rich_style)
