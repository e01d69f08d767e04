"""What an empty transcript shows: where one is, and three things to try."""

from __future__ import annotations

from textual.strip import Strip

from agent_tui.core.sanitise import one_line
from agent_tui.tui.paint.line import BLANK, both, indented, strip, wrapped
from agent_tui.tui.paint.look import GUTTER
from agent_tui.tui.paint.palette import Palette
from agent_tui.tui.settings import Settings


def welcome(settings: Settings, model: str, palette: Palette, width: int) -> list[Strip]:
    """The lines of the first screen."""
    room = max(4, width - GUTTER - 1)
    said = "demo model: rules, not a language model" if model == "demo" else one_line(model)
    where = f"You are in {one_line(settings.cwd)}"
    facts = ", ".join(one_line(fact) for fact in (settings.about, settings.branch and f"git {settings.branch}") if fact)
    lines = [
        both([(f"agent {settings.version}", palette.strong)], [(said, palette.dim)] if room >= 60 else [], room),
        BLANK,
        *wrapped(where + (f" ({facts})." if facts else "."), palette.text, room),
        BLANK,
    ]
    for index, attempt in enumerate(settings.tries):
        lines.append(strip([("Try     " if not index else " " * 8, palette.dim), (attempt, palette.accent)], room))
    if settings.connect:
        lines += [BLANK, *wrapped(one_line(settings.connect), palette.dim, min(room, 100))]
    return [BLANK, *indented(lines, GUTTER)]
