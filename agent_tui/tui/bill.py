"""What was sent and what it cost, in a sentence."""

from __future__ import annotations

from agent_tui.core.events import Sent, Trimmed, Untrimmed
from agent_tui.core.messages import Usage
from agent_tui.tui.paint.figures import money, short


def bill(turn: Usage, session: Usage) -> str:
    """What a turn sent and cost, beside the whole session; nothing where no more is known than an estimate."""
    if not turn.total_tokens or (turn.estimated and not turn.cost):
        return ""
    cached = f", {turn.cached_tokens:,} cached" if turn.cached_tokens else ""
    return f"Tokens: {turn.total_tokens:,}{cached}{_price(turn)} | Total: {session.total_tokens:,}{_price(session)}"


def _price(usage: Usage) -> str:
    if usage.cost:
        return f" (≈ {money(usage.cost, usage.priced)})"
    return "" if usage.priced else " (price unknown)"


def broken(sent: Sent) -> str:
    """What a request lost that did not extend the last one; nothing where nothing was cached."""
    price = f" ≈ {money(sent.lost_cost)}" if sent.lost_cost else ""
    return f"{sent.cause}: {short(sent.lost)} uncached{price}" if sent.lost else ""


def anew(event: Trimmed | Untrimmed) -> str:
    """What the cache loses by what the person chose."""
    price = f" (≈ {money(event.lost_cost)})" if event.lost_cost else ""
    return f" {event.lost:,} cached tokens go out anew{price}." if event.lost else ""
