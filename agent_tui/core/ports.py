"""The seams: where siblings meet without knowing one another."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from agent_tui.core.caps import Sum
from agent_tui.core.conversation import Conversation
from agent_tui.core.custom import CustomCommand
from agent_tui.core.effects import Effect
from agent_tui.core.events import Event
from agent_tui.core.messages import Call, Request, ToolSpec
from agent_tui.core.ops import Op
from agent_tui.core.past import PastSession
from agent_tui.core.verdicts import Mode, RuleKind, Scope, Verdict
from agent_tui.core.views import Diff, Questions, Result, View

Progress = Callable[[str], None]
"""Takes new output of a running call."""


class Provider(Protocol):
    """Sends requests to models."""

    def reply(self, request: Request) -> AsyncGenerator[Event, None]:
        """Stream one reply: `Delta` and `Retrying` events, then exactly one `Replied`.

        Closing the iterator stops the HTTP stream. Raises `ModelFailed`.
        """
        ...


class Model(Protocol):
    """What the loop asks for replies."""

    @property
    def name(self) -> str:
        """The model that the next reply comes from."""
        ...

    def reply(self, conversation: Conversation) -> AsyncGenerator[Event, None]:
        """As `Provider.reply`, for the conversation as it stands."""
        ...


class Act(Protocol):
    """What the loop has calls carried out by."""

    def __call__(self, calls: Sequence[Call]) -> AsyncIterator[Event]:
        """Run `calls`; each gets exactly one `CallEnded`."""
        ...


class Action(Protocol):
    """A call whose arguments were checked, ready to run."""

    call: Call
    effect: Effect
    title: str
    """What it works on, in a few words."""

    async def preview(self) -> View | None:
        """What it would do, for an approval. Raises `ToolFailed` where it can already be told that it cannot work."""
        ...

    async def run(self, progress: Progress) -> Result:
        """Do it. Raises `ToolFailed`."""
        ...

    def with_command(self, command: str) -> Action:
        """The same call with another command, as the person changed it. Raises `ToolFailed` where it has none."""
        ...


class Toolbox(Protocol):
    """The tools there are."""

    def specs(self) -> tuple[ToolSpec, ...]:
        """The tools that a model is told of, sorted by name; the same for the whole session."""
        ...

    def bind(self, call: Call) -> Action:
        """Check a call's name and arguments. Raises `ToolFailed` with a sentence that teaches the right form."""
        ...


class Gate(Protocol):
    """Decides what may run."""

    def judge(self, tool: str, effect: Effect, mode: Mode) -> Verdict: ...

    def remember(self, rules: Sequence[str], scope: Scope, kind: RuleKind = "allow") -> None:
        """Allow what `rules` match from now on, for `scope`, or ask or deny. Raises `UsageError` and `OSError`."""
        ...

    def record(self, tool: str, effect: Effect, verdict: Verdict, answer: str) -> None:
        """Add a line to the decision log. Raises `OSError`."""
        ...

    def granting(self, rules: Sequence[str]) -> AbstractContextManager[Sequence[str]]:
        """Allow what `rules` match as long as this is entered, where nothing speaks against it.

        Entering tells of each that cannot be read why.
        """
        ...

    def forget(self, rule: str) -> bool:
        """Take back a rule that was remembered; False where there is none. Raises `UsageError` and `OSError`."""
        ...

    def forget_session(self) -> None:
        """Take back what was allowed for this session alone."""
        ...

    def described(self) -> str:
        """The rules in force, for a person to read."""
        ...


class Edits(Protocol):
    """The edits of a session, by turns."""

    def undo(self) -> Diff:
        """Take back the last turn's. Blocks. Raises `UserError` and `OSError`; then nothing has changed."""
        ...

    def undo_since(self, turn: int) -> Diff:
        """Take back those of `turn` and of all later ones; nothing where there are none. As `undo`."""
        ...

    def redo(self) -> Diff:
        """Bring back what was last taken back. Blocks. Raises `UserError` and `OSError`; then nothing has changed."""
        ...


Ask = Callable[[Questions], Awaitable[tuple[str, ...]]]
"""Puts questions to the person and returns one answer each; raises `ToolFailed` where no person is there."""


class Journal(Protocol):
    """Where events are kept before they are shown."""

    def append(self, event: Event) -> None: ...

    async def sync(self) -> None:
        """Return once all that was appended is on the disk."""
        ...

    def close(self) -> None: ...


class Prices(Protocol):
    """What is known of models without asking anyone."""

    def window(self, model: str) -> int:
        """Tokens the model accepts; 0 where unknown."""
        ...

    def cost(self, model: str, input_tokens: int, output_tokens: int, cached: int, cache_write: int) -> float | None:
        """US dollars; None where the price is unknown."""
        ...


class Tokens(Protocol):
    """Counts tokens without the network."""

    @property
    def exact(self) -> bool:
        """Whether counts are more than estimates."""
        ...

    def load(self) -> bool:
        """Count exactly from now on; blocks. False where that is not possible here."""
        ...

    def encoding(self, model: str) -> str:
        """What `plain` counts with: for models where this is the same, so are its counts."""
        ...

    def plain(self, text: str, model: str = "") -> int:
        """Tokens of `text` in the encoding that is nearest to the model's; may block the first time."""
        ...

    def factor(self, model: str) -> float:
        """Tokens of the model for each token counted."""
        ...

    def observe(self, model: str, reported: int, estimated: int) -> None:
        """Learn from a request whose tokens were `estimated` and then `reported` by the provider."""
        ...


class Spending(Protocol):
    """What was spent in a span of time."""

    def total(self) -> Sum:
        """All of it, what is reserved included. Blocks. Raises `OSError`."""
        ...

    def put(self, key: str, amount: Sum) -> None:
        """Let `amount` count under `key`, instead of what counted there before. Blocks. Raises `OSError`."""
        ...


class Outputs(Protocol):
    """Keeps whole texts that the conversation has only in part."""

    @property
    def directory(self) -> str:
        """Where they are, as `read_file` names it."""
        ...

    def keep(self, name: str, text: str) -> None:
        """Write `text` unless it is there already. Blocks. Raises `OSError`."""
        ...


class Session(Protocol):
    """What a frontend holds: ops go in, events come out."""

    session_id: str
    history: tuple[Event, ...]
    """Events of a continued session, oldest first; empty for a new one."""
    customs: tuple[CustomCommand, ...]
    """Commands that the person and the project wrote."""

    def send(self, op: Op) -> None:
        """Ask for something; the answer comes as events."""
        ...

    def events(self) -> AsyncIterator[Event]:
        """All events from now on, until the session is closed. One reader only."""
        ...

    async def close(self) -> None:
        """Interrupt what runs, write the journal's end and end all children."""
        ...


class Sessions(Protocol):
    """The sessions of a directory."""

    def all(self) -> Sequence[PastSession]:
        """The newest first. Blocks."""
        ...

    async def open(self, beginning: str) -> Session:
        """Go on with the session whose id begins so. Raises `UserError`."""
        ...

    async def fork(self, session_id: str) -> Session:
        """Begin another session where this one stands, which stays as it is. Raises `UserError`."""
        ...
