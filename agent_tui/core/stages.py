"""What can be made smaller, in the order of what is least missed; each stage names its trims oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from agent_tui.core.labels import calls_of, label
from agent_tui.core.messages import AssistantMessage, Call, Message, ToolMessage
from agent_tui.core.touched import changed_by, is_from_top, is_whole_read, read_by
from agent_tui.core.trimming import Cause, Trim, copy_name, smaller, stub
from agent_tui.core.window import Category, Weigh, category, turn_start, unseen

_TURNS_KEPT = 2
_OUTPUT_KEPT = 40_000
"""Tokens of the newest results that are kept where there is room for them."""
_OUTPUT_KEPT_SHARE = 5
_WORTH = 20_000
"""Tokens that make it worth to break the provider's cache."""
_WORTH_SHARE = 10
_CUT_LEAST = 200
"""Tokens that are left of a result at least."""
_CUT_SLACK = 50
"""Tokens below the mark, since the tokens of a part are not its share of the whole."""
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
    calls: dict[str, Call] = {}
    """The calls of the messages, by their ids."""

    def __post_init__(self) -> None:
        self.calls = calls_of(self.messages)

    def results(self, first: int, last: int) -> list[tuple[int, ToolMessage]]:
        """The results from position `first` to before `last` that are not pinned, each with its position."""
        found = enumerate(self.messages[first:last], first)
        return [(at, message) for at, message in found if isinstance(message, ToolMessage) and not message.pinned]

    def trim(self, at: int, cause: Cause, text: str = "") -> Trim:
        """The trim that makes the message at `at` smaller in this way."""
        message = self.messages[at]
        trim = Trim(at, cause, text, what=label(message, self.calls))
        return replace(trim, won=self.weigh(message) - self.weigh(smaller(message, trim)))

    def stub(self, at: int, result: ToolMessage, cause: Cause, why: str) -> Trim:
        """The trim that leaves one line of a result."""
        return self.trim(at, cause, stub(why, self.weigh(result), f"{self.stored}/{copy_name(result)}"))


Stage = Callable[[Pressed], Iterator[Trim]]


def images(pressed: Pressed) -> Iterator[Trim]:
    """Pictures older than the last two turns."""
    for at in range(turn_start(pressed.messages, _TURNS_KEPT)):
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
            found.append(pressed.stub(at, result, "superseded", f"{path} was read again or changed later"))
        later.update(("changed", changed) for changed in changed_by(call))
        later.update({("same", call.arguments)} if path else ())
        later.update({("top", path)} if is_whole_read(call) else ())
    yield from reversed(found)


def outputs(pressed: Pressed) -> Iterator[Trim]:
    """Results older than the last two turns and the newest tokens of output; nothing where it is not worth it."""
    kept = min(_OUTPUT_KEPT, pressed.space // _OUTPUT_KEPT_SHARE)
    before = min(turn_start(pressed.messages, _TURNS_KEPT), unseen(pressed.messages))
    old: list[Trim] = []
    for at, result in reversed(pressed.results(0, len(pressed.messages))):
        kept -= pressed.weigh(result)
        if kept < 0 and at < before:
            old.append(pressed.stub(at, result, "output", f"old result of {result.name} left out"))
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
        yield pressed.stub(at, result, "age", f"result of {result.name} left out")


def cuts(pressed: Pressed) -> Iterator[Trim]:
    """The middle of results that the model has not seen and that the window cannot take whole, largest first."""
    new = pressed.results(unseen(pressed.messages), len(pressed.messages))
    for at, result in sorted(new, key=lambda one: -pressed.weigh(one[1])):
        yield _cut(pressed, at, result)


GENTLE: tuple[Stage, ...] = (images, superseded, outputs, reasoning)
"""Stages that go on until there is some space for the requests to come."""
HARSH: tuple[Stage, ...] = (by_age, cuts)
"""Stages that stop as soon as the request fits."""


def _cut(pressed: Pressed, at: int, result: ToolMessage) -> Trim:
    tokens = pressed.weigh(result)
    excess = sum(map(pressed.weigh, pressed.messages)) - pressed.space
    note = f"\n[the middle is left out; whole in {pressed.stored}/{copy_name(result)}]\n"
    target = max(_CUT_LEAST, tokens - excess - pressed.weigh(note) - _CUT_SLACK)
    kept = min(len(result.text), len(result.text) * target // max(1, tokens))
    head = kept * _HEAD_PERCENT[category(result)] // 100
    tail = result.text[len(result.text) - (kept - head) :]
    return pressed.trim(at, "cut", result.text[:head] + note + tail)


def _replaced_by(call: Call, path: str) -> set[tuple[str, str]]:
    """What makes a read useless, once it came later; a page further down is not in a read from the top."""
    top = {("top", path)} if is_from_top(call) else set()
    return {("changed", path), ("same", call.arguments), *top}
