"""What is asked of figures: on two quiet cores of about 2.5 GHz."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from agent_tui.perf.figures import Figure

Verdict = Literal["met", "missed", "near", ""]
BUSY = 1.0
"""The load above which a machine is not quiet."""
_NEAR = 0.85
"""Part of a target from which a figure is near it."""


class Target(Struct, frozen=True):
    """The most that a figure may be, in its unit; or the least."""

    limit: float
    least: bool = False

    def used(self, value: float) -> float:
        """The part of the target that `value` takes; above 1 it is missed."""
        if self.least:
            return self.limit / value if value else float("inf")
        return value / self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.limit:g}"


_START: Mapping[str, float] = {"first paint": 50, "first echo": 60, "full app": 450, "CPU of the app": 0.45}
_MOST: Mapping[str, float] = {
    "agent --version": 40,
    **{f"start, {warmth}: {name}": limit for warmth in ("cold", "warm") for name, limit in _START.items()},
    "hello, cold worker: beyond LiteLLM's import": 400,
    "hello, warm worker: to the request": 250,
    "hello, warm worker: whole": 300,
    "first Enter to the request": 40,
    "Enter to the request": 40,
    "first token to the screen": 20,
    "tool step": 15,
    "150 tokens/s for 10 s: CPU of all": 3.5,
    "150 tokens/s: updates": 26,
    "50 tokens/s: to the terminal": 40,
    "10,000 tokens: CPU of the app": 2.0,
    "10,000 tokens: CPU of all beyond LiteLLM's": 2.0,
    "10,000 tokens: to the terminal": 200,
    "key echo, idle: p99": 20,
    "key echo, streaming: p99": 26,
    "key echo, 10,000 messages: p99 over empty": 1.2,
    "key echo, 10,000 messages: over empty": 1.2,
    "longest stall of the loop": 50,
    "longest stall, 10,000 messages": 50,
    "memory at rest: the app": 45,
    "memory at rest: all": 250,
    "idle CPU": 0.1,
    "idle wake-ups": 2,
    "planted delay: error": 5,
}
TARGETS: Mapping[str, Target] = {
    **{name: Target(limit) for name, limit in _MOST.items()},
    "token efficiency": Target(85, least=True),
}


def verdict(figure: Figure) -> Verdict:
    """Whether the figure's target is met; empty where there is none."""
    target = TARGETS.get(figure.name)
    if target is None:
        return ""
    used = target.used(figure.value)
    if used > 1:
        return "missed"
    return "near" if used > _NEAR else "met"
