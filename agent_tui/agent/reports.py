"""Answers a person's questions about the window and the money, as plain text."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from agent_tui.agent.ledger import Ledger
from agent_tui.agent.pulse import Kepts
from agent_tui.agent.windowed import Windowed
from agent_tui.core.budget import Shares
from agent_tui.core.conversation import Conversation
from agent_tui.core.events import Notice, Sent
from agent_tui.core.messages import Request, Usage
from agent_tui.core.ops import Dump, ShowContext, ShowCost, ShowTools, ShowTruncations
from agent_tui.core.ports import Prices
from agent_tui.core.vitals import Kept
from agent_tui.core.window import Category, Item

_BAR = 24
_FIGURE = re.compile(r"\$?[\d,.]*%?")
_BREAKS = 3
_HEAD = ["tokens", "no.", "kind", "turn", "ago", "state", "a request", "what"]
_ROWS = 20
"""Largest parts that are listed one by one."""


class Reports:
    """Reads; changes nothing but the file that is asked for."""

    def __init__(self, windowed: Windowed, ledger: Ledger, prices: Prices, kept: Kepts = tuple) -> None:
        """`kept` tells how often what was kept served."""
        self._kept = kept
        self._windowed = windowed
        self._ledger = ledger
        self._prices = prices

    async def answer(
        self, op: ShowContext | ShowCost | ShowTruncations | ShowTools | Dump, conversation: Conversation, cwd: Path
    ) -> Notice:
        """What `op` asks for."""
        match op:
            case ShowContext(all=everything):
                return Notice(await self.context(conversation, everything=everything))
            case ShowCost():
                return Notice(self.cost())
            case ShowTruncations():
                return Notice(self.truncations())
            case ShowTools():
                return Notice(await self.tools(conversation))
            case Dump(path=path):
                try:
                    return Notice(await self.dump(conversation, cwd / path))
                except OSError as error:
                    return Notice(f"Not written: {error.filename}: {error.strerror}.", "error")

    async def context(self, conversation: Conversation, *, everything: bool = False) -> str:
        """What the next request holds; with `everything`, each part of it."""
        windowed = self._windowed
        items = await windowed.inspected(conversation)
        total = sum(item.tokens for item in items)
        window = self._prices.window(windowed.name)
        cached = sum(item.tokens for item in items if item.cached)
        told = f"Next request: {total:,} tokens, {cached:,} of them cached{self._price(items)}"
        lines = [f"{told}; {_free(total, windowed.space(), window)}"]
        lines += [f"{_bar(items, one, total)}  {_sure(one, windowed.shares)}" for one in Category]
        useless = await windowed.useless(conversation)
        lines += [_served(self._kept())]
        lines.append(f"  {1 - useless / max(1, total):.0%} of it is useful; the rest is replaced, repeated or a stub.")
        lines += self._efficiency()
        lines += ["", *self._parts(items, everything=everything)]
        if windowed.reported:
            off = (windowed.estimated - windowed.reported) / windowed.reported
            lines.append(f"Last request: {windowed.estimated:,} counted, {windowed.reported:,} reported ({off:+.1%}).")
        lines += [_broken(sent) for sent in self._ledger.breaks[-_BREAKS:]]
        return "\n".join(lines)

    def cost(self) -> str:
        """What was spent, by model and turn."""
        ledger = self._ledger
        if not ledger.by_model:
            return "Nothing was spent yet."
        models = [[name, *_figures(usage)] for name, usage in ledger.by_model.items()]
        turns = [[f"turn {turn}", *_figures(usage)] for turn, usage in list(ledger.by_turn.items())[-_ROWS:]]
        whole = sum(ledger.by_model.values(), Usage())
        return "\n".join(_table([["what", "tokens", "cached", "cost"], *models, *turns, ["session", *_figures(whole)]]))

    def truncations(self) -> str:
        """What was made smaller, when and why."""
        changes = self._ledger.changes
        if not changes:
            return "Nothing was left out or made smaller yet."
        rows = [["when", "tokens", "what"]]
        for one in changes:
            rows.append([f"turn {one.turn}", f"{one.before:,} → {one.after:,}", one.what])
            rows += [["", f"{trim.won:,}", trim.what] for trim in one.trims]
        return "\n".join(_table(rows))

    async def tools(self, conversation: Conversation) -> str:
        """How often each tool was called, how that went, and what of the window its results have."""
        if not self._ledger.tools:
            return "No tool was called yet."
        items = await self._windowed.inspected(conversation)
        total = max(1, sum(item.tokens for item in items))
        rows = [["tool", "calls", "failed", "seconds", "tokens", "of the window"]]
        for name, use in sorted(self._ledger.tools.items(), key=lambda pair: -pair[1].calls):
            held = sum(item.tokens for item in items if item.tool == name)
            counts = [f"{use.calls:,}", f"{use.failed:,}", f"{use.seconds:,.1f}"]
            rows.append([name, *counts, f"{held:,}", f"{held / total:.0%}"])
        return "\n".join(_table(rows))

    async def dump(self, conversation: Conversation, path: Path) -> str:
        """Write the next request to `path`. Raises `OSError`, also where the file exists."""
        request = self._windowed.context.request(conversation)
        items = await self._windowed.inspected(conversation)
        written = await asyncio.to_thread(_write, path, request)
        return f"Wrote the next request to {path}: {sum(item.tokens for item in items):,} tokens, {written:,} bytes."

    def _efficiency(self) -> list[str]:
        ledger = self._ledger
        if not ledger.sent:
            return []
        share = ledger.useful / ledger.sent
        return [f"  Session: {share:.1%} of {ledger.sent:,} tokens in {ledger.requests:,} requests was useful."]

    def _parts(self, items: Sequence[Item], *, everything: bool) -> list[str]:
        largest = sorted(items, key=lambda item: -item.tokens)[:_ROWS]
        listed = items if everything else largest
        total = sum(item.tokens for item in items)
        lines = _table([_HEAD, *(self._row(item, total) for item in listed)])
        if len(listed) == len(items):
            return lines
        rest = total - sum(item.tokens for item in listed)
        return [*lines, f"and {len(items) - len(listed):,} smaller parts, {rest:,} tokens; /context all lists them too"]

    def _row(self, item: Item, total: int) -> list[str]:
        cost = self._cost(item, total)
        number = str(item.at) if item.at >= 0 else ""
        dated = number and item.turns_back >= 0
        when = [str(self._ledger.turn - item.turns_back), str(item.turns_back)] if dated else ["", ""]
        marks = ["cached" if item.cached else "new", *["pinned"] * item.pinned, *["smaller"] * item.smaller]
        price = "" if cost is None else f"${cost:.5f}"
        return [f"{item.tokens:,}", number, item.category, *when, " ".join(marks), price, item.label]

    def _cost(self, item: Item, total: int) -> float | None:
        """What `item` costs in a request of `total` tokens: long ones may have other prices."""
        cached, written = (total, 0) if item.cached else (0, total)
        cost = self._prices.cost(self._windowed.name, total, 0, cached, written)
        return None if cost is None else cost * item.tokens / max(1, total)

    def _price(self, items: Sequence[Item]) -> str:
        total = sum(item.tokens for item in items)
        costs = [self._cost(item, total) for item in items]
        return "" if None in costs else f" (≈ ${sum(cost or 0.0 for cost in costs):.4f})"


def _broken(sent: Sent) -> str:
    cost = f" (≈ ${sent.lost_cost:.4f})" if sent.lost_cost else ""
    kept = f"{sent.kept} of {sent.blocks} parts held"
    return f"The cached prefix was broken by {sent.cause}: {kept}, {sent.lost:,} tokens went uncached{cost}."


def _sure(category: Category, shares: Shares) -> str:
    """What a category can count on when the window is full."""
    return "all it needs" if category is Category.SYSTEM else f"sure of {shares.of(category)}%"


def _write(path: Path, request: Request) -> int:
    raw = msgspec.json.format(msgspec.json.encode(request), indent=2)
    with path.open("xb") as file:
        return file.write(raw)


def _free(total: int, space: int, window: int) -> str:
    if not space:
        return "the model's window is not known."
    return f"{max(0, space - total):,} of {space:,} are free (window {window:,}, less the answer and 5 %)."


def _bar(items: Sequence[Item], category: Category, total: int) -> str:
    tokens = sum(item.tokens for item in items if item.category is category)
    filled = round(_BAR * tokens / max(1, total))
    return f"  {category:8} {'█' * filled}{'·' * (_BAR - filled)} {tokens:>9,}  {tokens / max(1, total):4.0%}"


def _figures(usage: Usage) -> list[str]:
    cost = f"${usage.cost:.4f}" if usage.priced else f"more than ${usage.cost:.4f}"
    return [f"{usage.total_tokens:,}", f"{usage.cached_tokens:,}", cost]


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths: dict[int, int] = defaultdict(int)
    for row in rows:
        for at, cell in enumerate(row):
            widths[at] = max(widths[at], len(cell))
    figures = {at for at in widths if all(_FIGURE.fullmatch(row[at]) for row in rows[1:] if at < len(row))}
    return [
        "  ".join((cell.rjust if at in figures else cell.ljust)(widths[at]) for at, cell in enumerate(row)).rstrip()
        for row in rows
    ]


def _served(kept: Sequence[Kept]) -> str:
    told = ", ".join(
        f"{one.name} {one.hits:,} of {one.hits + one.misses:,} times{f' ({one.bytes:,} bytes)' if one.bytes else ''}"
        for one in kept
    )
    return f"  Kept in memory: {told or 'nothing'}."
