"""What the engine says.

A frontend is one exhaustive `match` over `Event`; the journal and `stream-json` are its codec.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.json import Decoder, Encoder

from agent_tui.core.effects import Effect
from agent_tui.core.messages import AssistantMessage, Call, Effort, Image, ToolMessage, Usage, UserMessage
from agent_tui.core.trimming import Trim
from agent_tui.core.verdicts import Mode, Scope
from agent_tui.core.views import BackgroundJob, Diff, Questions, Result, View
from agent_tui.core.vitals import Kept, LastRequest, ModelProcess
from agent_tui.core.window import Category


class _Event(Struct, frozen=True, tag_field="type", omit_defaults=True):
    """Common shape: the field `type` names the event."""


class SessionBegan(_Event, frozen=True, tag="session_began"):
    """The first event of a session, and of each continuation of it."""

    session_id: str
    cwd: str
    model: str
    mode: Mode
    version: str
    continued: bool = False


class TurnBegan(_Event, frozen=True, tag="turn_began"):
    """A message was taken up; `added` is what the conversation gained by it, in order."""

    turn: int
    text: str
    added: tuple[UserMessage, ...]
    at: float = 0.0
    """Seconds since 1970; 0 where that was not kept."""


class Steered(_Event, frozen=True, tag="steered"):
    """Words of the person, or a reminder, entered a turn that is under way."""

    message: UserMessage


class StepBegan(_Event, frozen=True, tag="step_began"):
    """A request to the model starts; `step` counts from 1 inside the turn."""

    step: int
    model: str


class Delta(_Event, frozen=True, tag="delta"):
    """A piece of a reply. Not journalled: `Replied` has the whole."""

    kind: Literal["text", "reasoning", "call"]
    text: str
    """The new characters; for `call` the name of the tool whose arguments are being written."""


class Replied(_Event, frozen=True, tag="replied"):
    """A reply is complete (or was interrupted: then the message says so)."""

    message: AssistantMessage
    usage: Usage
    finish: str
    """`stop`, `tool_calls`, `length`, `content_filter` or `interrupted`."""
    seconds: float
    first_token_seconds: float = 0.0


class Retrying(_Event, frozen=True, tag="retrying"):
    """A request failed and is sent again after `delay` seconds; what streamed of it so far is void."""

    reason: str
    attempt: int
    delay: float


class BatchBegan(_Event, frozen=True, tag="batch_began"):
    """Several read-only calls start together."""

    batch: int
    call_ids: tuple[str, ...]


class BatchEnded(_Event, frozen=True, tag="batch_ended"):
    """All calls of a batch have ended."""

    batch: int
    seconds: float


class CallBegan(_Event, frozen=True, tag="call_began"):
    """A call starts to run, or asks to."""

    call: Call
    title: str
    """What it works on, in a few words: a path, a pattern, a command."""
    effect: Effect
    batch: int = 0
    """The batch it belongs to; 0 where it runs alone."""


class CallProgress(_Event, frozen=True, tag="call_progress"):
    """Output of a running call. Not journalled: the result has it."""

    call_id: str
    text: str


class TaskAdvanced(_Event, frozen=True, tag="task_advanced"):
    """How far a subagent is with its task. Not journalled: the result of the call has it."""

    call_id: str
    """The call that gave the task away."""
    calls: int
    """Calls of the subagent so far."""
    usage: Usage
    """What it has cost so far."""
    running: tuple[str, ...] = ()
    """Its calls that run: their tool and title."""

    @property
    def summary(self) -> str:
        """The figures in a few words."""
        cost = f" ≈ ${self.usage.cost:.4f}" if self.usage.priced else ""
        return f"{self.calls} call{'s' * (self.calls != 1)} · {self.usage.total_tokens:,} tokens{cost}"


class Asked(_Event, frozen=True, tag="asked"):
    """A call waits for the person: for leave to run (`questions` None) or for answers."""

    call_id: str
    reason: str
    view: View | None = None
    """What would happen: the diff, the whole command."""
    offer: tuple[str, ...] = ()
    """Rules that a yes for longer than once would add."""
    questions: Questions | None = None


class Answered(_Event, frozen=True, tag="answered"):
    """What became of an `Asked`."""

    call_id: str
    allowed: bool
    scope: Scope = "once"
    reason: str = ""
    rules: tuple[str, ...] = ()
    """Rules that were added."""


class CallEnded(_Event, frozen=True, tag="call_ended"):
    """A call has its result."""

    call_id: str
    name: str
    result: Result
    seconds: float
    denied: bool = False
    """A permission was needed and not given."""

    @property
    def message(self) -> ToolMessage:
        """The result as the model reads it."""
        images = tuple(Image(media_type, data) for media_type, data in self.result.images)
        return ToolMessage(self.call_id, self.name, self.result.text, self.result.failed, images)


class CommandBegan(_Event, frozen=True, tag="command_began"):
    """A command of the person starts to run, or asks to."""

    call_id: str
    command: str
    told: bool = True


class CommandEnded(_Event, frozen=True, tag="command_ended"):
    """A command of the person has ended."""

    call_id: str
    result: Result
    seconds: float
    denied: bool = False
    message: UserMessage | None = None
    """What the model hears of it with the next request; None where it is not told."""


class Spent(_Event, frozen=True, tag="spent"):
    """Tokens and money after a request."""

    model: str
    request: Usage
    turn: Usage
    session: Usage
    context_tokens: int
    """Tokens the next request will have at least."""
    window: int
    """Tokens the model accepts; 0 where unknown."""


class Compacted(_Event, frozen=True, tag="compacted"):
    """The conversation goes on from a summary; the messages before it are replaced by `messages`."""

    before_tokens: int
    after_tokens: int
    folded: int
    """Messages that the summary stands for."""
    messages: tuple[UserMessage, ...]
    keep: int = 0
    """How many of the newest messages stay as they are, after `messages`."""
    auto: bool = False
    said: int = 0
    """Messages of the person that stay word for word inside `messages`."""
    dropped: int = 0
    """Messages of the person for which there was no room."""


class Uncompacted(_Event, frozen=True, tag="uncompacted"):
    """The last compaction was taken back: what it replaced stands again, byte for byte."""

    after_tokens: int


class Rewound(_Event, frozen=True, tag="rewound"):
    """The conversation stands as it did just before the message that began a turn."""

    turn: int
    before_tokens: int
    after_tokens: int
    files: tuple[str, ...] = ()
    """Files whose edits were taken back with it."""


class Unwound(_Event, frozen=True, tag="unwound"):
    """The last rewind was taken back: the conversation stands as it did before, byte for byte."""

    after_tokens: int


class Trimmed(_Event, frozen=True, tag="trimmed"):
    """Messages were made smaller, in one batch, because the window was full or the person chose it."""

    trims: tuple[Trim, ...]
    before_tokens: int
    after_tokens: int
    lost: int = 0
    """Where the person chose it: cached tokens that the next request has to send anew."""
    lost_cost: float = 0.0
    """US dollars that those cost more for it; 0 where that is not known."""


class Untrimmed(_Event, frozen=True, tag="untrimmed"):
    """A message that was made smaller stands whole again."""

    at: int
    after_tokens: int
    lost: int = 0
    """As in `Trimmed`."""
    lost_cost: float = 0.0


class Pinned(_Event, frozen=True, tag="pinned"):
    """A message is kept word for word from now on, or no longer."""

    at: int
    on: bool = True


class Sent(_Event, frozen=True, tag="sent"):
    """A request goes out; how far it extends the last one."""

    model: str
    digest: str
    """The end of the chain of its blocks: each link is the hash of the one before and of the next block, which are
    the tools, the system prompt and each message."""
    blocks: int
    kept: int
    """Blocks that are the same as in the last request, from the first on."""
    cause: str = ""
    """Why it does not extend the last request; empty where it does."""
    tokens: int = 0
    """Of the request, as they are counted here."""
    useful: int = 0
    """Tokens that are no replaced read, no result that comes again, no stub."""
    lost: int = 0
    """Tokens that would be cached if it extended the last request."""
    lost_cost: float = 0.0
    """US dollars that those cost more for it; 0 where that is not known."""
    sizes: dict[Category, int] = {}
    """Tokens of the request by what they are there for."""
    base: str = ""
    """The link after the blocks that are kept: the `digest` of the last request, where this one extends it."""


class Foreseen(_Event, frozen=True, tag="foreseen"):
    """What the next request holds before the person's words. Not journalled: `Sent` has what became of it."""

    tokens: int
    cached: int
    """Tokens that the last request had too."""
    cost: float | None
    """US dollars without the answer; None where the price is not known."""
    token_cost: float | None
    """US dollars for each further token."""
    token_characters: float
    """Characters of prose that make a token."""


class Vitals(_Event, frozen=True, tag="vitals"):
    """How the session does at this moment. Not journalled."""

    kept: tuple[Kept, ...]
    processes: tuple[ModelProcess, ...]
    last: LastRequest | None = None


class Cleared(_Event, frozen=True, tag="cleared"):
    """The conversation starts anew."""

    all: bool = False
    """So does what is told of the session: what was spent, made smaller and edited."""


class ModeChanged(_Event, frozen=True, tag="mode_changed"):
    """The permission mode is now another."""

    mode: Mode


class ModelChanged(_Event, frozen=True, tag="model_changed"):
    """Later requests go to another model."""

    model: str
    window: int = 0
    lent: bool = False
    """Whether it is that of one turn, after which the session's comes back."""


class EffortChanged(_Event, frozen=True, tag="effort_changed"):
    """The model of later requests reasons more or less."""

    effort: Effort


class TodosChanged(_Event, frozen=True, tag="todos_changed"):
    """The plan was replaced."""

    view: View


class JobsChanged(_Event, frozen=True, tag="jobs_changed"):
    """A command in the background began or ended. Not journalled: none outlives its session."""

    jobs: tuple[BackgroundJob, ...]
    """All of the session, in the order they began."""


class Renamed(_Event, frozen=True, tag="renamed"):
    """The session has a name by which it is found again."""

    title: str


class Reverted(_Event, frozen=True, tag="reverted"):
    """Edits were taken back, or brought back; the model is told with the person's next words."""

    view: Diff
    undone: bool


class Notice(_Event, frozen=True, tag="notice"):
    """One sentence the person should read."""

    text: str
    level: Literal["info", "warning", "error"] = "info"


class Stopped(_Event, frozen=True, tag="stopped"):
    """The turn is over."""

    reason: Literal["done", "interrupted", "limit", "error", "refused"]
    text: str = ""
    """For `limit`, `error` and `refused`: one sentence that says what happened and what to do."""
    steps: int = 0
    seconds: float = 0.0
    remedy: str = ""
    """For `error`: one sentence that says what to do, where `text` does not."""


Event = (
    SessionBegan
    | TurnBegan
    | Steered
    | StepBegan
    | Delta
    | Replied
    | Retrying
    | BatchBegan
    | BatchEnded
    | CallBegan
    | CallProgress
    | TaskAdvanced
    | Asked
    | Answered
    | CallEnded
    | CommandBegan
    | CommandEnded
    | Spent
    | Compacted
    | Uncompacted
    | Rewound
    | Unwound
    | Trimmed
    | Untrimmed
    | Pinned
    | Sent
    | Foreseen
    | Vitals
    | Cleared
    | ModeChanged
    | ModelChanged
    | EffortChanged
    | TodosChanged
    | JobsChanged
    | Renamed
    | Reverted
    | Notice
    | Stopped
)

TRANSIENT = (Delta, CallProgress, TaskAdvanced, Foreseen, Vitals, JobsChanged)
"""Events whose facts come again in a later one, or end with the session: shown and streamed, not journalled."""

encoder = Encoder()
decoder = Decoder(Event)
