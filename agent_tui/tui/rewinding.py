"""Going back to an earlier message of the person: what there is to go back to, and what is asked for."""

from __future__ import annotations

from msgspec import Struct

from agent_tui.core.ops import Rewind, RewindUndo
from agent_tui.core.sanitise import one_line
from agent_tui.tui.changes import Changes, by_file, merged
from agent_tui.tui.outcome import Back, Outcome, What
from agent_tui.tui.paint.figures import age
from agent_tui.tui.state import ViewState, note

_LONGEST = 200
_HOW = "Say /rewind, /rewind N for the Nth of your messages from the end, or /rewind undo."
KINDS: tuple[What, ...] = ("both", "conversation", "files")


class Message(Struct, frozen=True):
    """A message of the person that can be gone back to."""

    turn: int
    text: str
    at: float
    since: dict[str, tuple[int, int]]
    """Lines added and removed in each file since then."""

    @property
    def line(self) -> str:
        """The message in one line."""
        return one_line(self.text, _LONGEST)

    @property
    def paths(self) -> str:
        """The files that were edited since."""
        return ", ".join(map(one_line, self.since))

    @property
    def edits(self) -> str:
        """What was edited since, in figures; empty where nothing was."""
        if not self.since:
            return ""
        added, removed = (sum(counts) for counts in zip(*self.since.values(), strict=True))
        return f"{len(self.since)} file{'s' * (len(self.since) != 1)} +{added:,} −{removed:,}"

    def old(self, now: float) -> str:
        """How long ago it was said; empty where that is not known."""
        return age(max(0.0, now - self.at)) if self.at else ""


def messages(state: ViewState) -> list[Message]:
    """What can be gone back to, the newest first; for a thread, since it counts lines."""
    found: list[Message] = []
    since: Changes = ()
    end = len(state.edits)
    for point in reversed(state.ways.points):
        stand = point.stand
        since = merged(merged((), state.edits[stand.edits : end]), since)
        end = min(end, stand.edits)
        found.append(Message(point.turn, stand.text, stand.at, by_file(since)))
    return found


def rewind(argument: str, state: ViewState) -> Outcome:
    """What `/rewind` with `argument` asks for."""
    if state.busy:
        return Outcome(note(state, "The agent is at work; stop it with Esc, then /rewind.", "warning"))
    if argument == "undo":
        return Outcome(state, RewindUndo())
    points = state.ways.points
    if not points:
        return Outcome(note(state, "Nothing was said yet that could be gone back to."))
    if not argument:
        return Outcome(state, back=Back())
    number, _, what = argument.partition(" ")
    kind = next((one for one in KINDS if one == what.strip()), None)
    if not number.isdecimal() or not int(number) or (what and kind is None):
        return Outcome(note(state, _HOW, "warning"))
    if int(number) > len(points):
        there = f"There {'is' if len(points) == 1 else 'are'} {len(points)} of your messages to go back to."
        return Outcome(note(state, there, "warning"))
    return Outcome(state, back=Back(points[-int(number)].turn, kind))


def asked(turn: int, what: What) -> Rewind:
    """The op that goes back to just before the message of `turn`."""
    return Rewind(turn, conversation=what != "files", files=what != "conversation")
