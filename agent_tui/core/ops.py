"""What a frontend may ask of the engine."""

from __future__ import annotations

from msgspec import Struct

from agent_tui.core.caps import Span
from agent_tui.core.messages import Effort, Image
from agent_tui.core.verdicts import Mode, RuleKind, Scope


class Say(Struct, frozen=True, tag="say"):
    """Start a turn; while one runs, wait for its end."""

    text: str
    images: tuple[Image, ...] = ()
    shown: str = ""
    """What the person sees in place of `text`, where that is not what they wrote."""
    before: str = ""
    """The text that waits and is said after it; where there is none, it comes last."""


class Invoke(Struct, frozen=True, tag="invoke"):
    """Start a turn with a command that the person or the project wrote; while one runs, wait for its end."""

    name: str
    arguments: str = ""
    before: str = ""
    """As that of `Say`."""

    @property
    def line(self) -> str:
        """What the person sees of it."""
        return f"/{self.name} {self.arguments}".strip()


class Steer(Struct, frozen=True, tag="steer"):
    """Say something into the running turn, after the call that runs now."""

    text: str


class Withdraw(Struct, frozen=True, tag="withdraw"):
    """Take back the newest `Say` with this text, or `Invoke` with this line, that waits for the end of a turn."""

    text: str


class Run(Struct, frozen=True, tag="run"):
    """Run a command of the person now, whatever the agent does."""

    command: str
    told: bool = True
    """Whether the model hears of it, with the next request."""


class Interrupt(Struct, frozen=True, tag="interrupt"):
    """Stop the commands of the person that run, else the turn that is under way; nothing that was done is lost."""


class Answer(Struct, frozen=True, tag="answer"):
    """Answer an `Asked`."""

    call_id: str
    allow: bool
    scope: Scope = "once"
    reason: str = ""
    """With a no: why, for the model."""
    command: str = ""
    """With a yes to a command: the command as the person changed it."""
    answers: tuple[str, ...] = ()
    """To questions: one answer each."""


class Compact(Struct, frozen=True, tag="compact"):
    """Replace old messages by a summary."""

    focus: str = ""
    """What the summary should keep above all."""


class Init(Struct, frozen=True, tag="init"):
    """Start a turn that writes a first AGENTS.md."""


class CompactUndo(Struct, frozen=True, tag="compact_undo"):
    """Put what the last compaction replaced in its place again."""


class Clear(Struct, frozen=True, tag="clear"):
    """Begin a new conversation."""

    all: bool = False
    """Also forget what was allowed for the session, the limits that were changed, and what was spent so far."""


class SetMode(Struct, frozen=True, tag="set_mode"):
    """Choose the permission mode."""

    mode: Mode


class SetModel(Struct, frozen=True, tag="set_model"):
    """Choose the model of later requests."""

    model: str


class Rename(Struct, frozen=True, tag="rename"):
    """Give the session a name by which it is found again."""

    title: str


class SetEffort(Struct, frozen=True, tag="set_effort"):
    """Choose how much the model reasons from now on."""

    effort: Effort


class ShowTools(Struct, frozen=True, tag="show_tools"):
    """Tell of each tool how often it was called, how that went and what of the window its results have."""


class Undo(Struct, frozen=True, tag="undo"):
    """Take back the edits of the last turn that made any."""


class Redo(Struct, frozen=True, tag="redo"):
    """Bring back the edits that were last taken back."""


class Rewind(Struct, frozen=True, tag="rewind"):
    """Return to just before the message that began a turn; not while a turn is under way."""

    turn: int
    conversation: bool = True
    files: bool = True
    """Whether the edits of that turn and all later ones are taken back."""


class RewindUndo(Struct, frozen=True, tag="rewind_undo"):
    """Return to where the conversation stood before the last rewind."""


class ShowPermissions(Struct, frozen=True, tag="show_permissions"):
    """Tell which rules are in force, and where they came from."""


class AddRule(Struct, frozen=True, tag="add_rule"):
    """Allow from now on what a rule matches, or ask about it, or deny it."""

    rule: str
    scope: Scope = "project"
    effect: RuleKind = "allow"


class DropRule(Struct, frozen=True, tag="drop_rule"):
    """Take back a rule that the person added here or in an approval."""

    rule: str


class Drop(Struct, frozen=True, tag="drop"):
    """Leave a message of the conversation out of the next requests."""

    at: int
    """Its position, as `ShowContext` tells it."""
    fold: bool = False
    """Leave a line in the place of a result that names the file which has it whole."""


class Pin(Struct, frozen=True, tag="pin"):
    """Keep a message word for word, whatever the window demands; or no longer."""

    at: int
    on: bool = True


class Restore(Struct, frozen=True, tag="restore"):
    """Send a message whole again that was left out or made smaller."""

    at: int


class ShowContext(Struct, frozen=True, tag="show_context"):
    """Tell what the next request holds, and how many tokens each part of it has."""

    all: bool = False
    """Also the smaller parts, one by one."""


class Foresee(Struct, frozen=True, tag="foresee"):
    """Tell what the next request would cost before the person's words; the answer is `Foreseen`."""


class TakePulse(Struct, frozen=True, tag="take_pulse"):
    """Tell how the session does; the answer is `Vitals`."""


class ShowCost(Struct, frozen=True, tag="show_cost"):
    """Tell what was spent, by model and by turn."""


class ShowTruncations(Struct, frozen=True, tag="show_truncations"):
    """Tell what was made smaller, when and why."""


class Dump(Struct, frozen=True, tag="dump"):
    """Write the next request to a file."""

    path: str


class SetSteps(Struct, frozen=True, tag="set_steps"):
    """Choose how many requests to the model a turn may have; 0 only tells."""

    steps: int = 0


class SetCap(Struct, frozen=True, tag="set_cap"):
    """Choose the most that may be spent in a span; without figures it only tells."""

    span: Span
    dollars: float = 0.0
    tokens: int = 0


Op = (
    Say
    | Invoke
    | Steer
    | Withdraw
    | Run
    | Interrupt
    | Answer
    | Compact
    | CompactUndo
    | Init
    | Clear
    | SetMode
    | SetModel
    | SetEffort
    | ShowTools
    | Rename
    | Undo
    | Redo
    | Rewind
    | RewindUndo
    | ShowPermissions
    | Drop
    | Restore
    | Pin
    | Foresee
    | TakePulse
    | ShowContext
    | ShowCost
    | ShowTruncations
    | Dump
    | SetSteps
    | SetCap
    | AddRule
    | DropRule
)
