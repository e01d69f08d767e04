"""Says what became of a conversation that was made smaller."""

from __future__ import annotations

from agent_tui.core.events import Compacted, Trimmed
from agent_tui.core.sanitise import one_line


def compacted(event: Compacted) -> str:
    """What was kept, folded and dropped, and the tokens before and after."""
    return (
        f"Compacted {event.before_tokens:,} to {event.after_tokens:,} tokens; {event.folded} messages folded, "
        f"{event.keep} kept whole, {event.said} of yours word for word, {event.dropped} dropped."
    )


def trimmed(event: Trimmed) -> str:
    """What was made smaller, and the tokens before and after."""
    trims = event.trims
    named = one_line("; ".join(filter(None, (trim.what for trim in trims))))
    what = f"{len(trims)} message{'s' * (len(trims) != 1)} smaller{f' ({named})' * bool(named)}"
    return f"Made {what}: {event.before_tokens:,} to {event.after_tokens:,} tokens."
