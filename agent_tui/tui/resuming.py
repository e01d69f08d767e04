"""The sessions of a directory as rows to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from agent_tui.core.past import PastSession
from agent_tui.core.sanitise import one_line
from agent_tui.tui.paint.figures import age, money
from agent_tui.tui.screens.picker import Row


def session_rows(sessions: Sequence[PastSession], now: float, current: str) -> list[Row]:
    """All but the one that is open."""
    return [_row(session, now) for session in sessions if session.session_id != current]


def _row(session: PastSession, now: float) -> Row:
    turns = f"{session.turns} turn{'s' * (session.turns != 1)}"
    cost = money(session.cost, session.priced) if session.cost else ""
    figures = f"{turns:>9}  {cost:>8}  {age(max(0.0, now - session.changed)):>5}"
    last = f" · last: {one_line(session.last_words, 200)}" if session.turns > 1 else ""
    first = f"{one_line(session.first_words, 200)}{last}"
    return Row(session.session_id, one_line(session.name, 200), "", figures, first)
