"""How the window is shared under pressure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from agent_tui.core.window import Category

_SAFETY_PERCENT = 5
"""Of the window, for what counting gets wrong."""
_USUAL_ANSWER = 8_000
_ANSWER_SHARE = 8
_FLOWS = (Category.DIALOG, Category.CONTEXT, Category.OUTPUT)
"""Who is served first from what others leave unused."""


class Shares(Struct, frozen=True):
    """Per cent of the window that each category can count on; unused share flows on.

    SYSTEM has what it needs, a tenth where the others have all of theirs.
    """

    context: int = 35
    dialog: int = 50
    output: int = 5

    def of(self, category: Category) -> int:
        """The share of a category other than SYSTEM."""
        return {Category.CONTEXT: self.context, Category.DIALOG: self.dialog, Category.OUTPUT: self.output}[category]


def room(window: int, max_output: int) -> int:
    """Tokens a request may have in `window`, so that the answer has its place too."""
    answer = min(max_output, window // 2) or min(_USUAL_ANSWER, window // _ANSWER_SHARE)
    return max(0, window - answer - window * _SAFETY_PERCENT // 100)


def allowances(sizes: Mapping[Category, int], space: int, shares: Shares) -> dict[Category, int]:
    """What each category may have of `space` tokens; never more than its size, and together never more than `space`.

    SYSTEM has what it needs; the others are guaranteed their share of the rest, and what one leaves goes to the next.
    """
    system = sizes.get(Category.SYSTEM, 0)
    rest = max(0, space - system)
    whole = sum(shares.of(category) for category in _FLOWS)
    given = {one: min(sizes.get(one, 0), rest * shares.of(one) // whole) if whole else 0 for one in _FLOWS}
    left = rest - sum(given.values())
    for one in _FLOWS:
        more = min(left, sizes.get(one, 0) - given[one])
        given[one] += more
        left -= more
    return {Category.SYSTEM: system, **given}
