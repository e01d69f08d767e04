"""What can be made smaller, in the order of what is least missed; each stage names its trims oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from agent_tui.core.labels import calls_of, label
from agent_tui.core.messages import AssistantMessage, Call, Message, ToolMessage
from agent_tui.core.touched import changed_by, is_from_top, is_whole_read, read_by
from agent_tui.core.trimming import Cause, Trim, copy_name, smaller, stub
from agent_tui.core.window import Category, Weigh, brought, category, turn_begin, turn_start, unseen

_TURNS_KEPT = 2
_OUTPUT_KEPT = 40_000
"""Tokens of the newest results that are kept where there is room for them."""
_OUTPUT_KEPT_SHARE = 5
_WORTH = 20_000
"""Tokens that make it worth to break the provider's cache."""
_WORTH_SHARE = 10
_CUT_LEAST = 200
"""Tokens that are left of a result at least."""
_CUT_ROUNDS = 4
"""Times that a cut is tried, each smaller than the one before."""
_HEAD_PERCENT = {Category.CONTEXT: 60, Category.OUTPUT: 30}
"""Of a cut result, for its beginning: what a command says last counts most."""


class Pressed(Struct):
    """A conversation that has to become smaller, as far as it has."""

    messages: list[Message]
    weigh: Weigh
    space: int
    """Tokens the whole request may have."""
    stored: str
    """Directory that keeps the whole texts."""
    whole: Mapping[int, Message] = {}
    """Messages that are smaller already, as they were before, by their positions."""
    calls: dict[str, Call] = {}
    """The calls of the messages, by their ids."""

    def __post_init__(self) -> None:
        self.calls = calls_of(self.messages)

    def results(self, first: int, last: int) -> list[tuple[int, Message]]:
        """What was brought in from position `first` to before `last` and is not pinned, each with its position."""
        found = enumerate(self.messages[first:last], first)
        return [(at, message) for at, message in found if brought(message) and not message.pinned]

    def trim(self, at: int, cause: Cause, text: str = "") -> Trim:
        """The trim that makes the message at `at` smaller in this way."""
        message = self.messages[at]
        trim = Trim(at, cause, text, what=label(message, self.calls))
        return replace(trim, won=self.weigh(message) - self.weigh(smaller(message, trim)))

    def stub(self, at: int, cause: Cause, why: str) -> Trim:
        """The trim that leaves one line of a result."""
        whole = self.as_it_was(at)
        return self.trim(at, cause, stub(why, self.weigh(whole), f"{self.stored}/{copy_name(whole)}"))

    def as_it_was(self, at: int) -> Message:
        """The message at `at` before it was ever made smaller."""
        return self.whole.get(at, self.messages[at])


Stage = Callable[[Pressed], Iterator[Trim]]


def images(pressed: Pressed) -> Iterator[Trim]:
    """Pictures older than the last two turns."""
    for at in range(turn_begin(pressed.messages, _TURNS_KEPT)):
        message = pressed.messages[at]
        if not isinstance(message, AssistantMessage) and message.images and not message.pinned:
            yield pressed.trim(at, "image", f"[{len(message.images)} older image(s) left out]")


def superseded(pressed: Pressed) -> Iterator[Trim]:
    """Reads of files that were read again, or changed, later on."""
    seen = unseen(pressed.messages)
    later: set[tuple[str, str]] = set()
    found: list[Trim] = []
    for at, result in reversed(list(enumerate(pressed.messages))):
        if not isinstance(result, ToolMessage) or result.failed:
            continue
        call = pressed.calls[result.call_id]
        path = read_by(call)
        if path and at < seen and not result.pinned and not later.isdisjoint(_replaced_by(call, path)):
            found.append(pressed.stub(at, "superseded", f"{path} was read again or changed later"))
        later.update(("changed", changed) for changed in changed_by(call))
        later.update({("same", call.arguments)} if path else ())
        later.update({("top", path)} if is_whole_read(call) else ())
    yield from reversed(found)


def outputs(pressed: Pressed) -> Iterator[Trim]:
    """Results older than the last two turns and the newest tokens of output; nothing where it is not worth it."""
    kept = min(_OUTPUT_KEPT, pressed.space // _OUTPUT_KEPT_SHARE)
    before = min(turn_begin(pressed.messages, _TURNS_KEPT), unseen(pressed.messages))
    old: list[Trim] = []
    for at, result in reversed(pressed.results(0, len(pressed.messages))):
        kept -= pressed.weigh(result)
        if kept < 0 and at < before:
            old.append(pressed.stub(at, "output", f"old {brought(result)} left out"))
    if sum(trim.won for trim in old) >= min(_WORTH, pressed.space // _WORTH_SHARE):
        yield from reversed(old)


def reasoning(pressed: Pressed) -> Iterator[Trim]:
    """Thinking of replies before the last turn."""
    for at in range(turn_start(pressed.messages, 1)):
        message = pressed.messages[at]
        if isinstance(message, AssistantMessage) and message.thinking and not message.pinned:
            yield pressed.trim(at, "reasoning")


def by_age(pressed: Pressed) -> Iterator[Trim]:
    """All results that the model has seen."""
    for at, result in pressed.results(0, unseen(pressed.messages)):
        yield pressed.stub(at, "age", f"{brought(result)} left out")


def cuts(pressed: Pressed) -> Iterator[Trim]:
    """The middle of what the model has not seen and the window cannot take whole, the largest first.

    All that are cut keep as much as one another.
    """
    new = pressed.results(unseen(pressed.messages), len(pressed.messages))
    sizes = [pressed.weigh(result) for _, result in new]
    excess = sum(map(pressed.weigh, pressed.messages)) - pressed.space
    level = _level(sizes, sum(sizes) - excess)
    for tokens, (at, _) in sorted(zip(sizes, new, strict=True), key=lambda one: -one[0]):
        if tokens > level:
            yield _cut(pressed, at, level)


GENTLE: tuple[Stage, ...] = (images, superseded, outputs, reasoning)
"""Stages that come first and take nothing that is still of use."""


def _level(sizes: Sequence[int], space: int) -> int:
    """The most that each of `sizes` may have, so that together they have no more than `space`."""
    for done, size in enumerate(sorted(sizes)):
        share = max(0, space) // (len(sizes) - done)
        if size > share:
            return share
        space -= size
    return max(sizes, default=0)


def _cut(pressed: Pressed, at: int, level: int) -> Trim:
    """The trim that leaves about `level` tokens of a result."""
    whole = pressed.as_it_was(at)
    text, share = whole.text, _HEAD_PERCENT[category(whole)]
    note = f"\n[the middle is left out; whole in {pressed.stored}/{copy_name(whole)}]\n"
    target = max(_CUT_LEAST, level - pressed.weigh(note))
    kept = min(len(text), len(text) * target // max(1, pressed.weigh(whole)))
    for _ in range(_CUT_ROUNDS):
        head = kept * share // 100
        made = text[:head] + note + text[len(text) - (kept - head) :]
        tokens = pressed.weigh(smaller(whole, Trim(at, "cut", made)))
        if tokens <= max(_CUT_LEAST, level):
            break
        # The tokens of a part are not its share of the whole.
        kept = kept * target // tokens
    return pressed.trim(at, "cut", made)


def _replaced_by(call: Call, path: str) -> set[tuple[str, str]]:
    """What makes a read useless, once it came later; a page further down is not in a read from the top."""
    top = {("top", path)} if is_from_top(call) else set()
    return {("changed", path), ("same", call.arguments), *top}
