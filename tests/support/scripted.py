"""Implementations of the ports that say what they are told to say."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager

from agent_tui.core.effects import Effect, Reads, Runs, Writes
from agent_tui.core.errors import ModelFailed, ToolFailed, UserError
from agent_tui.core.events import Delta, Event, Replied
from agent_tui.core.messages import AssistantMessage, Call, Request, ToolSpec, Usage
from agent_tui.core.ports import Action, Progress
from agent_tui.core.verdicts import Allow, Ask, Deny, Mode, RuleKind, Scope, Verdict
from agent_tui.core.views import Diff, FileChange, Result, View


def say(text: str, *calls: Call, finish: str = "", reasoning: str = "") -> Replied:
    """A reply, as the provider's last event."""
    finish = finish or ("tool_calls" if calls else "stop")
    message = AssistantMessage(text, reasoning, calls, model="scripted")
    return Replied(message, Usage(100, 10, cost=0.001), finish, 0.0)


def call(name: str, id: str = "", **arguments: object) -> Call:  # noqa: A002
    import msgspec

    return Call(id or f"{name}-{len(arguments)}-{next(_ids)}", name, msgspec.json.encode(arguments).decode())


_ids = iter(range(10**9))


Line = Replied | ModelFailed | Callable[[Request], Replied]
"""What a scripted model says: a reply, a failure, or what it makes of the request."""


class ScriptedProvider:
    """Speaks its lines in order and remembers what it was asked; a line that is an error is raised."""

    def __init__(self, *lines: Line, refill: Line | None = None) -> None:
        """`refill` is said over and over once `lines` are spoken."""
        self.lines = deque(lines)
        self._refill = refill
        self.heard: list[Request] = []
        self.hang = asyncio.Event()
        """Until it is set, a reply whose text ends in an ellipsis waits after its last delta."""

    async def reply(self, request: Request) -> AsyncGenerator[Event, None]:
        self.heard.append(request)
        line = self._refill if self._refill is not None and not self.lines else self.lines.popleft()
        if isinstance(line, ModelFailed):
            raise line
        replied = line if isinstance(line, Replied) else line(request)
        if replied.message.text:
            yield Delta("text", replied.message.text)
        if replied.message.text.endswith("…"):
            await self.hang.wait()
        yield replied


class ScriptedAction:
    """An action that runs a coroutine function of its call."""

    def __init__(self, call: Call, effect: Effect, work: Callable[[Progress], object]) -> None:
        self.call = call
        self.effect = effect
        self.title = call.name
        self._work = work

    async def preview(self) -> View | None:
        return None

    async def run(self, progress: Progress) -> Result:
        made = self._work(progress)
        if asyncio.iscoroutine(made):
            made = await made
        return made if isinstance(made, Result) else Result(str(made))

    def with_command(self, command: str) -> Action:
        return ScriptedAction(self.call, Runs(command, "/"), lambda _: f"ran {command}")


class ScriptedTools:
    """`read`, `write` and `run`, each with its effect and the work given for it."""

    def __init__(self, work: Callable[[Call, Progress], object]) -> None:
        self._work = work

    def specs(self) -> tuple[ToolSpec, ...]:
        return tuple(ToolSpec(name, name, {"type": "object"}) for name in ("read", "run", "write"))

    def bind(self, call: Call) -> Action:
        effects: dict[str, Effect] = {"read": Reads(("/x",)), "write": Writes(("/x",)), "run": Runs("true", "/")}
        if call.name not in effects:
            raise ToolFailed(f"There is no tool {call.name}.")
        return ScriptedAction(call, effects[call.name], lambda progress: self._work(call, progress))


class ScriptedGate:
    """Gives each tool the verdict it was told."""

    def __init__(self, **verdicts: Verdict) -> None:
        self._verdicts = verdicts
        self.remembered: list[tuple[tuple[str, ...], Scope]] = []
        self.recorded: list[tuple[str, str, str]] = []
        self.granted: tuple[str, ...] = ()

    def judge(self, tool: str, effect: Effect, mode: Mode) -> Verdict:
        return self._verdicts.get(tool, Allow())

    def remember(self, rules: Sequence[str], scope: Scope, kind: RuleKind = "allow") -> None:
        self.remembered.append((tuple(rules), scope))

    def record(self, tool: str, effect: Effect, verdict: Verdict, answer: str) -> None:
        kind = {Allow: "allow", Ask: "ask", Deny: "deny"}[type(verdict)]
        self.recorded.append((tool, kind, answer))

    @contextmanager
    def granting(self, rules: Sequence[str]) -> Iterator[Sequence[str]]:
        self.granted = tuple(rules)
        try:
            yield ()
        finally:
            self.granted = ()

    def forget(self, rule: str) -> bool:
        before = len(self.remembered)
        self.remembered = [one for one in self.remembered if one[0] != (rule,)]
        return len(self.remembered) < before

    def forget_session(self) -> None:
        self.remembered = [one for one in self.remembered if one[1] != "session"]

    def described(self) -> str:
        return "no rules"


class ScriptedEdits:
    """One edit that can be taken back once."""

    def __init__(self) -> None:
        self.done = True
        self.since: list[int] = []
        """The turns from which on edits were to be taken back."""
        self.changed = ""
        """Why edits since a turn cannot be taken back."""
        self.view = Diff((FileChange("cart.py", "a", "b"),), 1, 1)

    def undo(self) -> Diff:
        if not self.done:
            raise UserError("There is nothing to undo.")
        self.done = False
        return self.view

    def undo_since(self, turn: int) -> Diff:
        self.since.append(turn)
        if self.changed:
            raise UserError(self.changed)
        return self.undo() if self.done else Diff((), 0, 0)

    def redo(self) -> Diff:
        if self.done:
            raise UserError("There is nothing to redo.")
        self.done = True
        return self.view


class ListJournal:
    """Keeps events in a list."""

    def __init__(self) -> None:
        self.written: list[Event] = []
        self.closed = False

    def append(self, event: Event) -> None:
        self.written.append(event)

    async def sync(self) -> None:
        return

    def close(self) -> None:
        self.closed = True


class FlatPrices:
    """The same window for every model, at no price."""

    def __init__(self, tokens: int = 1000) -> None:
        self._tokens = tokens

    def window(self, model: str) -> int:
        return self._tokens

    def cost(self, model: str, input_tokens: int, output_tokens: int, cached: int, cache_write: int) -> float | None:
        return 0.0
