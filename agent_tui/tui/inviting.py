"""What the empty composer says, and which keys matter now."""

from __future__ import annotations

from typing import Literal

from agent_tui.core.sanitise import one_line
from agent_tui.tui.widgets.question import Written

Purpose = Written | Literal["say"]
"""What the composer's text is for: the talk, or something a question asks for."""

_USUAL = "Ask, or / for commands"
_SEARCHING = "What did it say? Enter takes it, Esc goes back"
_PLACEHOLDERS: dict[Purpose, str] = {
    "say": _USUAL,
    "why": "Why not? Enter sends it, Esc goes back",
    "answer": "Your answer. Enter sends it, Esc goes back",
    "command": "The command to run instead. Enter runs it, Esc goes back",
}
_KEYS: dict[Purpose, str] = {
    "say": "",
    "why": "enter refuses · esc back",
    "answer": "enter answers · esc back",
    "command": "enter runs it · esc back",
}
_STASHED = 40
"""Characters told of a text that was put aside."""


def invitation(purpose: Purpose, *, searching: bool, stashed: str, now: str) -> str:
    """What stands where nothing is written; `now` is the key that reaches the agent at work, if it is."""
    if purpose != "say":
        return _PLACEHOLDERS[purpose]
    if searching:
        return _SEARCHING
    if stashed:
        return f"Ctrl+S brings back: {one_line(stashed, _STASHED)}"
    return f"Enter queues, {now} sends now" if now else _USUAL


def keys(purpose: Purpose, *, searching: bool, choosing: bool, browsing: bool, aside: bool) -> str:
    """The keys that count while the composer, its menu or the transcript has them; `aside`: and a question waits."""
    if browsing:
        return "↑ ↓ · enter opens · c copies · esc back"
    if searching:
        return "enter takes it · esc back"
    if choosing:
        return "↑ ↓ · tab completes · esc closes"
    return "tab answers the question" if aside else _KEYS[purpose]
