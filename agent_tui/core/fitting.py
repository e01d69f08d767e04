"""Makes a conversation fit its window: a pure plan, nothing is changed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from agent_tui.core.budget import Shares, allowances
from agent_tui.core.messages import Message
from agent_tui.core.stages import GENTLE, Pressed, Stage, by_age, cuts
from agent_tui.core.trimming import Trim, smaller
from agent_tui.core.window import Category, Weigh, category

_GOAL_PERCENT = 70
"""How full the window is after gentle and lasting trims, so that the next requests extend this one."""

_LEAST_WON = 64
"""Tokens that a trim must win: what is one line already stays as it is."""


class Plan(Struct, frozen=True):
    """What is to be made smaller so that a request fits."""

    trims: tuple[Trim, ...]
    before: int
    """Tokens of the request without the trims."""
    after: int
    fits: bool


def fitted(
    messages: Sequence[Message],
    fixed: int,
    space: int,
    weigh: Weigh,
    stored: str,
    shares: Shares,
    whole: Mapping[int, Message] = MappingProxyType({}),
    *,
    lasting: bool = False,
) -> Plan:
    """The trims that make `messages` and `fixed` tokens of system prompt and tools fit into `space` tokens.

    A category gives way only while it has more than its allowance. Where this does not reach, compaction is needed.
    `whole` has, by their positions, messages that were made smaller before, as they were. Where no compaction will
    follow, the trims are to be `lasting`: they make space for the requests to come too.
    """
    sizes: dict[Category, int] = defaultdict(int)
    sizes[Category.SYSTEM] = fixed
    for message in messages:
        sizes[category(message)] += weigh(message)
    before = sum(sizes.values())
    if before <= space:
        return Plan((), before, before, True)
    pressed = Pressed(list(messages), weigh, space - fixed, stored, whole)
    goal = space * _GOAL_PERCENT // 100
    trims = [trim for stage in GENTLE for trim in _applied(stage, pressed, sizes, goal, shares)]
    # What wins little would break the provider's cache again before long.
    most, enough = ((goal + space) // 2, goal) if lasting else (space, space)
    if sum(sizes.values()) > most:
        trims += _applied(by_age, pressed, sizes, enough, shares)
    trims += _applied(cuts, pressed, sizes, space, shares)
    after = sum(sizes.values())
    return Plan(tuple(trims), before, after, after <= space)


def _applied(stage: Stage, pressed: Pressed, sizes: dict[Category, int], goal: int, shares: Shares) -> Sequence[Trim]:
    """The trims of `stage` that are needed; they are applied to `pressed` and `sizes`."""
    made: list[Trim] = []
    for trim in stage(pressed):
        if sum(sizes.values()) <= goal:
            break
        share = category(pressed.messages[trim.at])
        if trim.won >= _LEAST_WON and sizes[share] > allowances(sizes, goal, shares)[share]:
            pressed.messages[trim.at] = smaller(pressed.messages[trim.at], trim)
            sizes[share] -= trim.won
            made.append(trim)
    return made
