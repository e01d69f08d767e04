"""The append-only talk; the only place that knows that every call gets exactly one result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from agent_tui.core.messages import AssistantMessage, Call, Message, ToolMessage, UserMessage
from agent_tui.core.trimming import Trim, trimmed
from agent_tui.core.verdicts import Mode

INTERRUPTED = "Interrupted by the user before it finished."


class Conversation:
    """Messages in order. Results may arrive in any order; they join the talk in the order of their calls."""

    def __init__(
        self, messages: Iterable[Message] = (), fold: Fold | None = None, whole: Mapping[int, Message] | None = None
    ) -> None:
        """`fold` is what the last compaction replaced; `whole` has, by their positions, messages that were trimmed."""
        self._messages: list[Message] = list(normalised(messages))
        self._fold = fold
        self._whole: Mapping[int, Message] = dict(whole or {})
        self._open: dict[str, Call] = {}
        self._arrived: dict[str, ToolMessage] = {}

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(self._messages)

    @property
    def stand(self) -> Stand:
        """Where the talk stands now."""
        return Stand(self._messages, len(self._messages), self._fold, self._whole)

    @property
    def whole(self) -> Mapping[int, Message]:
        """Messages that were made smaller and can be brought back, as they were, by their positions."""
        return self._whole

    @property
    def open_calls(self) -> tuple[Call, ...]:
        """Calls that have no result yet."""
        return tuple(call for call in self._open.values() if call.id not in self._arrived)

    def __len__(self) -> int:
        return len(self._messages)

    def add(self, message: UserMessage | AssistantMessage) -> None:
        """Add a message. Raises `ValueError` while calls are open."""
        if self._open:
            raise ValueError(f"calls without a result: {', '.join(self._open)}")
        if isinstance(message, UserMessage) and not (message.text or message.images):
            return
        if isinstance(message, AssistantMessage):
            if not message.text and not message.calls and not message.reasoning:
                return
            self._open = {call.id: call for call in message.calls}
            if len(self._open) != len(message.calls):
                self._open = {}
                raise ValueError("two calls of one reply share an id")
        self._messages.append(message)

    def answer(self, result: ToolMessage) -> None:
        """Add the result of an open call. Raises `ValueError` for any other call."""
        if result.call_id not in self._open or result.call_id in self._arrived:
            raise ValueError(f"no open call {result.call_id}")
        self._arrived[result.call_id] = result
        while self._open and (first := next(iter(self._open))) in self._arrived:
            del self._open[first]
            self._messages.append(self._arrived.pop(first))

    def close(self, text: str = INTERRUPTED) -> tuple[ToolMessage, ...]:
        """Give each open call a failed result that says `text`; return those results."""
        made = tuple(ToolMessage(call.id, call.name, text, failed=True) for call in self.open_calls)
        for result in made:
            self.answer(result)
        return made

    def replace(self, messages: Iterable[Message]) -> None:
        """Begin a new page, as compaction does. Raises `ValueError` while calls are open."""
        if self._open:
            raise ValueError(f"calls without a result: {', '.join(self._open)}")
        self._messages = list(normalised(messages))
        self._fold = None
        self._whole = {}

    def return_to(self, stand: Stand) -> None:
        """Let the talk stand as it did. Raises `ValueError` while calls are open."""
        self.replace(stand.messages)
        self._fold, self._whole = stand.fold, stand.whole

    def fold(self, page: Sequence[Message], keep: int) -> None:
        """Let `page` stand for all but the newest `keep` messages. Raises `ValueError` while calls are open."""
        made, whole, fold = folded(self._messages, self._whole, page, keep)
        self.replace(made)
        self._fold, self._whole = fold, whole

    def unfold(self) -> bool:
        """Take the last `fold` back, unless nothing was folded. Raises `ValueError` while calls are open."""
        if self._fold is None:
            return False
        made, whole = unfolded(self._messages, self._whole, self._fold)
        self.replace(made)
        self._whole = whole
        return True

    def trim(self, trims: Iterable[Trim]) -> None:
        """Make messages smaller. Raises `ValueError` while calls are open."""
        fold, whole, chosen = self._fold, self._whole, tuple(trims)
        before = self._messages
        self.replace(trimmed(before, chosen))
        self._fold, self._whole = fold, {**{trim.at: before[trim.at] for trim in chosen}, **whole}

    def pin(self, at: int, *, on: bool) -> bool:
        """Keep the message at `at` word for word, or no longer; False where there is none."""
        if not 0 <= at < len(self._messages):
            return False
        self._messages = put(self._messages, at, pinned(self._messages[at], on=on))
        return True

    def untrim(self, at: int) -> bool:
        """Put the whole message at `at` in its place again, unless it stands there."""
        if at not in self._whole:
            return False
        self._messages = put(self._messages, at, self._whole[at])
        self._whole = {one: message for one, message in self._whole.items() if one != at}
        return True


def pinned(message: Message, *, on: bool) -> Message:
    """`message`, pinned or not."""
    return message if message.pinned == on else replace(message, pinned=on)


def put(messages: Sequence[Message], at: int, message: Message) -> list[Message]:
    """`messages` with another one at `at`."""
    return [*messages[:at], message, *messages[at + 1 :]]


class Fold(Struct, frozen=True):
    """What a compaction replaced."""

    before: tuple[Message, ...]
    length: int
    """How many messages stood in their place right after it."""
    whole: Mapping[int, Message] = {}
    """Those of `before` that had been trimmed, as they were before that, by their positions."""


class Stand(Struct, frozen=True):
    """Where a talk stood: a list that may have grown since then, but is otherwise the same."""

    grown: Sequence[Message]
    length: int
    fold: Fold | None = None
    whole: Mapping[int, Message] = {}
    told: Mode | None = None
    """The permission mode that the model had been told of; None where that is not known."""

    @property
    def messages(self) -> Sequence[Message]:
        return self.grown[: self.length]


def folded(
    messages: Sequence[Message], whole: Mapping[int, Message], page: Sequence[Message], keep: int
) -> tuple[list[Message], dict[int, Message], Fold]:
    """`messages` with `page` for all but the newest `keep`, what is `whole` of that, and how it is taken back."""
    old = len(messages) - keep
    made = [*page, *messages[old:]]
    return made, _moved(whole, old, len(page) - old), Fold(tuple(messages), len(made), dict(whole))


def unfolded(
    messages: Sequence[Message], whole: Mapping[int, Message], fold: Fold
) -> tuple[list[Message], dict[int, Message]]:
    """`messages` and `whole` with what was folded in its place again; what came later stays."""
    later = _moved(whole, fold.length, len(fold.before) - fold.length)
    return [*fold.before, *messages[fold.length :]], {**fold.whole, **later}


def _moved(whole: Mapping[int, Message], first: int, by: int) -> dict[int, Message]:
    """Those of `whole` from position `first` on, where they stand after a move."""
    return {at + by: message for at, message in whole.items() if at >= first}


def normalised(messages: Iterable[Message]) -> list[Message]:
    """The same talk as a valid request.

    Each call has exactly one result right after its reply, in call order; results without a call and replies without
    content are dropped; a second call with a used id is dropped with its result.
    """
    source = list(messages)
    used: set[str] = set()
    valid: list[Message] = []
    for index, message in enumerate(source):
        match message:
            case UserMessage():
                if message.text or message.images:
                    valid.append(message)
            case AssistantMessage():
                calls = tuple({call.id: call for call in message.calls if call.id not in used}.values())
                used.update(call.id for call in calls)
                if not (message.text or calls or message.reasoning):
                    continue
                valid.append(message if calls == message.calls else _with_calls(message, calls))
                if calls:
                    valid.extend(_results(calls, source[index + 1 : _next_reply(source, index)]))
            case ToolMessage():
                continue
    return valid


def _next_reply(messages: Sequence[Message], index: int) -> int:
    """Where the reply after that at `index` stands, or the end."""
    later = range(index + 1, len(messages))
    return next((at for at in later if isinstance(messages[at], AssistantMessage)), len(messages))


def _results(calls: tuple[Call, ...], following: list[Message]) -> list[ToolMessage]:
    found: dict[str, ToolMessage] = {}
    for message in following:
        if isinstance(message, ToolMessage):
            found.setdefault(message.call_id, message)
    return [found.get(call.id) or ToolMessage(call.id, call.name, INTERRUPTED, failed=True) for call in calls]


def _with_calls(message: AssistantMessage, calls: tuple[Call, ...]) -> AssistantMessage:
    return AssistantMessage(
        message.text, message.reasoning, calls, message.thinking, message.model, message.interrupted
    )
