"""Tells the terminal's window what the session does, and calls the person who looks elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from agent_tui.core.sanitise import one_line
from agent_tui.tui import calls
from agent_tui.tui.early import window
from agent_tui.tui.early.plain import has_glyphs, plain
from agent_tui.tui.early.window import Progress, Way
from agent_tui.tui.state import ViewState

_LONG = 20.0
"""Seconds from which on an end is worth a bell where the terminal does not say whether it is looked at."""
_WIDTH = 80
_ENDS = {"done": "done.", "limit": "stopped at a limit", "refused": "the model refused", "error": "failed"}
"""What is said of how a turn ended; nothing of one that the person stopped."""


class Window:
    """What is shown beside the screen follows the view state."""

    def __init__(self, directory: str, way: Way, env: Mapping[str, str]) -> None:
        self._directory = one_line(directory, _WIDTH)
        self._way = way
        self._env = env
        self._shown = ""

    def entered(self) -> str:
        """What to write once the terminal is ours."""
        self._shown = ""
        return window.entered(self._env)

    def follows(self, state: ViewState) -> str:
        """What to write for the title and the progress; nothing where they are right."""
        kind: Progress = "waiting" if state.asked else "working" if state.busy else "none"
        words = {"waiting": "? needs you", "working": "● working", "none": "agent"}[kind]
        text = f"{words} · {self._directory}"
        told = window.title(text if has_glyphs(self._env) else plain(text), self._env)
        told += window.progress(kind, self._env)
        if told == self._shown:
            return ""
        self._shown = told
        return told

    def calls(self, before: ViewState, state: ViewState, *, looked_at: bool | None, seconds: float) -> str:
        """What to write where the person is needed and looks elsewhere; `looked_at` is None where nothing tells."""
        text = _why(before, state)
        if not text or looked_at:
            return ""
        if looked_at is None:
            # Somebody may well be looking: no more than a bell, and that only after a while.
            unseen = seconds >= _LONG and self._way != "off"
            return window.call("", "bell", self._env) if unseen else ""
        return window.call(f"{self._directory}: {text}", self._way, self._env)


def _why(before: ViewState, state: ViewState) -> str:
    """What the person is needed for, if for anything new."""
    if state.asked and state.asked != before.asked:
        call = calls.found(state.entries, state.settled, state.asked[0].call_id)
        return one_line(f"needs you for {call.name} {call.title}" if call else "needs you", _WIDTH)
    if before.busy and not state.busy:
        said = state.answer if state.ended == "done" else ""
        return one_line(f"{_ENDS.get(state.ended, '')} {said}", _WIDTH)
    return ""
