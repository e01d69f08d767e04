"""What the agent does now, in a few words: what, for how long, how much it has written."""

from __future__ import annotations

from agent_tui.tui.paint.figures import seconds, short
from agent_tui.tui.state import ViewState

_CHARACTERS_A_TOKEN = 4
_MINUTE = 60
_STEP = 50
"""Tokens by which the figure grows, so that it can be read."""


def activity(state: ViewState, passed: int) -> str:
    """The words for the edge of the composer, `passed` seconds after it began; nothing where nothing is under way."""
    if not state.busy:
        return ""
    streamed = state.streamed // _CHARACTERS_A_TOKEN
    written = (state.turn.output_tokens + streamed) // _STEP * _STEP
    parts = [
        f"● {state.doing or ('sending' if state.queued else 'running')}",
        f"{passed} s" if 0 < passed < _MINUTE else seconds(passed) if passed else "",
        f"↓ {'≈ ' if streamed else ''}{short(written)} tokens" if written else "",
    ]
    return "  ".join(filter(None, parts))
