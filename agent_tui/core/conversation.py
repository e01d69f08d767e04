"""The append-only talk; the only place that knows that every call gets exactly one result."""

from __future__ import annotations

from collections.abc import Iterable

from agent_tui.core.messages import AssistantMessage, Call, Message, ToolMessage, UserMessage

INTERRUPTED = "Interrupted by the user before it finished."


class Conversation:
    """Messages in order. Results may arrive in any order; they join the talk in the order of their calls."""

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self._messages: list[Message] = list(normalised(messages))
        self._open: dict[str, Call] = {}
        self._arrived: dict[str, ToolMessage] = {}

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(self._messages)

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
                valid.extend(_results(calls, source[index + 1 :]))
            case ToolMessage():
                continue
    return valid


def _results(calls: tuple[Call, ...], following: list[Message]) -> list[ToolMessage]:
    found: dict[str, ToolMessage] = {}
    for message in following:
        if isinstance(message, AssistantMessage):
            break
        if isinstance(message, ToolMessage):
            found.setdefault(message.call_id, message)
    return [found.get(call.id) or ToolMessage(call.id, call.name, INTERRUPTED, failed=True) for call in calls]


def _with_calls(message: AssistantMessage, calls: tuple[Call, ...]) -> AssistantMessage:
    return AssistantMessage(
        message.text, message.reasoning, calls, message.thinking, message.model, message.interrupted
    )
