"""The last line of the screen: mode, model, place, context, cost, and the most useful key now."""

from __future__ import annotations

from msgspec import Struct
from textual.strip import Strip
from textual.widget import Widget

from agent_tui.core.sanitise import one_line
from agent_tui.core.verdicts import Mode
from agent_tui.tui.paint.figures import bar, money, short
from agent_tui.tui.paint.line import Piece, both
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.settings import Settings
from agent_tui.tui.state import ViewState

_TIGHT = 0.8
"""Share of the window from which on it is shown as a limit."""


class Facts(Struct, frozen=True):
    """What the line is made from."""

    settings: Settings
    state: ViewState
    hint: str = ""
    """What to say at the right edge, where it is not the usual."""


def status_line(facts: Facts, palette: Palette, width: int) -> Strip:
    """The line in `width` cells; the narrower, the fewer and shorter its figures."""
    settings, state = facts.settings, facts.state
    loud = state.mode in (Mode.YOLO, Mode.AUTO)
    left: list[Piece] = [(f" {state.mode}", palette.warn if loud else palette.accent)]
    model = one_line(state.model)
    left.append((f"  {model if width >= 100 else model.rpartition('/')[2]}", palette.text))
    if width >= 60:
        place = (
            f"  {one_line(settings.directory)} {one_line(settings.branch)}" if width >= 100 else f"  {settings.branch}"
        )
        left.append((place.rstrip(), palette.dim))
    if width >= 50:
        left.append(("   ", palette.dim))
        left += _context(state, palette, width)
        left += _cost(state, palette, width)
    return both(left, [(f"{facts.hint or _hint(state)} ", palette.dim)], width)


def _context(state: ViewState, palette: Palette, width: int) -> list[Piece]:
    if not state.window:
        return [(f"{short(state.context_tokens)} tokens", palette.dim)] if state.context_tokens else []
    share = state.context_tokens / state.window
    style = palette.warn if share >= _TIGHT else palette.dim
    cells = 19 if width >= 140 else 10 if width >= 70 else 5
    pieces = [(bar(share, cells), style), (f" {share * 100:.0f}%", style)]
    if width >= 130:
        pieces.append((f" ({state.context_tokens:,}/{state.window:,})", palette.dim))
    elif width >= 95:
        pieces.append((f" {short(state.context_tokens)}/{short(state.window)}", palette.dim))
    return pieces


def _cost(state: ViewState, palette: Palette, width: int) -> list[Piece]:
    total = money(state.session.cost, state.session.priced)
    if not state.session.total_tokens:
        return []
    if width < 95:
        return [(f"   {total}", palette.dim)]
    turn = f"   {state.turn.total_tokens:,} ≈ {money(state.turn.cost, state.turn.priced)}"
    return [(turn, palette.dim), (f"   total {total}", palette.dim)]


def _hint(state: ViewState) -> str:
    if state.asked:
        return "y yes  n no"
    if state.busy:
        return "esc stop"
    return "/ commands  shift+tab mode" if not state.entries else "/ commands"


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
