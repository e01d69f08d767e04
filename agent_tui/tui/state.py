"""What the screen shows, and how each event changes it."""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from agent_tui.core import events as e
from agent_tui.core import receipts
from agent_tui.core.grown import Grown
from agent_tui.core.mentions import attached_name
from agent_tui.core.messages import Usage, UserMessage
from agent_tui.core.sanitise import one_line, sanitise
from agent_tui.core.verdicts import Mode
from agent_tui.core.views import BackgroundJob, Diff, Todos
from agent_tui.core.ways import Ways
from agent_tui.core.window import Category
from agent_tui.tui import calls
from agent_tui.tui.bill import anew, bill, broken
from agent_tui.tui.changes import Changes, merged
from agent_tui.tui.commands import OWN, is_command
from agent_tui.tui.entries import Batch, Entry, Note, Reply, Said, Table, Thought, ToolCall
from agent_tui.tui.shown import Shown


class ViewState(Struct, frozen=True):
    """All that is drawn, but for what is only of the drawing: scroll offset, open cards, the composer's text."""

    model: str = ""
    mode: Mode = Mode.ASK
    effort: str = ""
    """How much the model reasons, where the person chose."""
    title: str = ""
    """The name that the person gave the session."""
    modes: tuple[Mode, ...] = ()
    """Modes that were asked for and not yet told of, the latest last."""
    entries: Grown[Entry] = Grown()
    settled: int = 0
    """Entries before this index never change again."""
    next_key: int = 1
    reply: int = -1
    """Index of the reply that is being written, or -1."""
    thought: int = -1
    """Index of the thinking of the step that is under way, or -1."""
    working: bool = False
    ended: str = ""
    """Why the last turn stopped; empty while one is under way."""
    doing: str = ""
    """What is being waited for, in a word or two."""
    asked: tuple[e.Asked, ...] = ()
    """Questions that wait for the person, oldest first."""
    steered: tuple[str, ...] = ()
    """What the person has said into the turn and the model has not heard."""
    commands: int = 0
    """Commands of the person that run."""
    queued: tuple[str, ...] = ()
    """What the person has sent and the engine has not taken up."""
    todos: Todos | None = None
    turn: Usage = Usage()
    session: Usage = Usage()
    foreseen: e.Foreseen | None = None
    """What the next request would cost; None where that is not known, or no longer."""
    vitals: e.Vitals | None = None
    """How the session did when it was last asked."""
    talk: int = 0
    """Grows whenever that may have become another."""
    broken: str = ""
    """What broke the cached prefix in the turn that is under way or was last, and what that cost."""
    streamed: int = 0
    """Characters of the reply that is under way, of any kind."""
    context_tokens: int = 0
    sizes: dict[Category, int] = {}
    """Tokens of the last request by what they are there for."""
    window: int = 0
    jobs: tuple[BackgroundJob, ...] = ()
    """Commands in the background, ended ones too."""
    thoughts: bool = False
    streaming: bool = True
    mouse: bool = True
    """Whether the app takes the mouse."""
    vim: bool = False
    """Whether the text is written with the keys of vi."""
    answer: str = ""
    """The last whole reply that had words."""
    changes: Changes = ()
    """What the edits of the session come to."""
    edits: Changes = ()
    """Each of them, since the talk began."""
    ways: Ways[Shown] = Ways()
    """The messages that can be returned to, and the ends that were left."""

    @property
    def busy(self) -> bool:
        """Whether a turn is under way or about to be, or a command of the person runs."""
        return self.working or bool(self.queued or self.steered or self.commands)


_FAILED = "The turn failed; what was done so far is kept"
_REQUEST_CHANGING = (
    e.TurnBegan,
    e.Stopped,
    e.Cleared,
    e.Compacted,
    e.Uncompacted,
    e.Rewound,
    e.Unwound,
    e.Trimmed,
    e.Untrimmed,
    e.ModelChanged,
)
"""Events after which what was foreseen of the next request no longer holds."""


def reduce(state: ViewState, event: e.Event) -> ViewState:  # noqa: C901
    """The state after `event`. All text is sanitised here, once, on its way in."""
    if isinstance(event, _REQUEST_CHANGING):
        state = replace(state, foreseen=None, talk=state.talk + 1)
    match event:
        case e.SessionBegan():
            return _idle(replace(state, model=one_line(event.model), mode=event.mode))
        case e.TurnBegan():
            return _turn_began(state, event)
        case e.Steered(message=message):
            return _steered(state, message)
        case e.StepBegan(model=model):
            return replace(_closed(state), model=one_line(model), doing="waiting for the model", streamed=0)
        case e.Delta():
            return _delta(state, event)
        case e.Replied():
            return _replied(state, event)
        case e.Retrying():
            return _retrying(state, event)
        case e.BatchBegan(batch=batch):
            return _add(_closed(state), Batch(0, batch))
        case e.BatchEnded():
            return replace(state, entries=calls.batch_ended(state.entries, state.settled, event))
        case e.CallBegan():
            return _call_began(state, event)
        case e.CallProgress():
            return replace(state, entries=calls.progressed(state.entries, state.settled, event))
        case e.TaskAdvanced():
            return replace(state, entries=calls.advanced(state.entries, state.settled, event))
        case e.Asked():
            entries = calls.asked(state.entries, state.settled, event)
            return replace(state, entries=entries, asked=(*state.asked, event), doing="needs you")
        case e.Answered():
            asked = tuple(one for one in state.asked if one.call_id != event.call_id)
            entries = calls.answered(state.entries, state.settled, event)
            return replace(state, entries=entries, asked=asked, doing="needs you" if asked else "running")
        case e.CallEnded():
            return _call_ended(state, event)
        case e.CommandBegan():
            return _command_began(state, event)
        case e.CommandEnded():
            return _command_ended(state, event)
        case e.Untrimmed(at=at, after_tokens=tokens):
            text = f"Message {at} is whole again: {tokens:,} tokens.{anew(event)}"
            return note(replace(state, context_tokens=tokens), text)
        case e.Pinned(at=at, on=on):
            return note(state, f"Message {at} is {'kept word for word from now on' if on else 'no longer pinned'}.")
        case e.Sent(cause=cause, sizes=sizes):
            return replace(state, sizes=sizes, broken=broken(event) if cause else state.broken)
        case e.Foreseen():
            return replace(state, foreseen=event)
        case e.Vitals():
            return replace(state, vitals=event)
        case e.Spent():
            return replace(
                state, turn=event.turn, session=event.session, context_tokens=event.context_tokens, window=event.window
            )
        case e.Compacted():
            text = f"{receipts.compacted(event)} /compact undo takes it back."
            return note(replace(state, context_tokens=event.after_tokens), text)
        case e.Uncompacted(after_tokens=tokens):
            text = f"The compaction was taken back; the conversation has {tokens:,} tokens again."
            return note(replace(state, context_tokens=tokens), text)
        case e.Rewound():
            return _rewound(state, event)
        case e.Unwound():
            return _unwound(state, event)
        case e.Trimmed(after_tokens=tokens):
            text = f"{receipts.trimmed(event)}{anew(event)} /truncations lists all."
            return note(replace(state, context_tokens=tokens), text)
        case e.Cleared(all=everything):
            if everything:
                state = replace(state, turn=Usage(), session=Usage(), changes=())
            return replace(
                state,
                entries=Grown(),
                settled=0,
                reply=-1,
                thought=-1,
                todos=None,
                context_tokens=0,
                sizes={},
                answer="",
                broken="",
                edits=(),
                ways=Ways(),
            )
        case e.ModeChanged(mode=mode):
            return replace(state, mode=mode, modes=state.modes[1:])
        case e.ModelChanged(model=model, window=window, lent=lent):
            told = f"The model of this turn is {model}." if lent else f"The model is now {model}."
            return note(replace(state, model=one_line(model), window=window), one_line(told))
        case e.EffortChanged(effort=effort):
            told = f"Reasoning effort is now {effort}." if effort else "Reasoning effort is left to the model."
            return note(replace(state, effort=effort), told)
        case e.TodosChanged(view=view):
            return replace(state, todos=view) if isinstance(view, Todos) else state
        case e.JobsChanged(jobs=jobs):
            return replace(state, jobs=tuple(replace(job, command=one_line(job.command)) for job in jobs))
        case e.Notice(text=text, level=level):
            return note(state, text, level)
        case e.Stopped():
            return _stopped(state, event)
        case e.Renamed(title=title):
            title = one_line(title)
            return note(replace(state, title=title), f"This session is now called {title}.")
        case e.Reverted(view=view, undone=undone):
            done = "Took back" if undone else "Brought back"
            state = _edited(state, view)
            return note(state, f"{done} the edits of {', '.join(one_line(change.path) for change in view.changes)}.")
        case _:
            assert_never(event)


def begun_anew(state: ViewState) -> ViewState:
    """The state for another session: what the person chose for the app is as it was."""
    # Keys go on, so that nothing of the session before is taken for a part of this one.
    return ViewState(
        next_key=state.next_key,
        talk=state.talk + 1,
        thoughts=state.thoughts,
        streaming=state.streaming,
        mouse=state.mouse,
        vim=state.vim,
    )


def note(state: ViewState, text: str, level: calls.Level = "info") -> ViewState:
    """The state with one more sentence in the transcript."""
    return _add(state, Note(0, sanitise(text).strip(), level))


def table(state: ViewState, title: str, rows: tuple[tuple[str, str], ...]) -> ViewState:
    """The state with one more table in the transcript."""
    return _add(state, Table(0, title, rows))


def sent(state: ViewState, text: str, before: str = "") -> ViewState:
    """The state once the person has sent `text`, to be said before `before`, or last where that does not wait."""
    queued = state.queued
    at = queued.index(before) if before in queued else len(queued)
    return replace(state, queued=(*queued[:at], text, *queued[at:]))


def moved(state: ViewState, mode: Mode) -> ViewState:
    """`mode` was asked for."""
    return replace(state, modes=(*state.modes, mode))


def steered(state: ViewState, text: str) -> ViewState:
    """The state once the person has sent `text` into the turn that is under way."""
    return replace(state, steered=(*state.steered, text))


def steerable(state: ViewState) -> str:
    """What of the queue can be said into the turn first; empty where nothing can, as a command is a turn of its own."""
    return next((text for text in state.queued if not is_command(text)), "")


def withdrawn(state: ViewState, text: str) -> ViewState:
    """The state once the person has taken back `text`, which waits for the end of the turn."""
    return replace(state, queued=_without(state.queued[::-1], text)[::-1])


def _add(state: ViewState, entry: Entry) -> ViewState:
    keyed = replace(entry, key=state.next_key)
    return replace(state, entries=state.entries.and_one(keyed), next_key=state.next_key + 1)


def _put(state: ViewState, index: int, entry: Entry) -> ViewState:
    return replace(state, entries=state.entries.put(index, entry))


def _idle(state: ViewState) -> ViewState:
    """The state with nothing under way: of what a killed session had begun, nothing goes on."""
    state = _closed(state)
    entries = calls.abandoned(state.entries, state.settled)
    return replace(state, entries=entries, working=False, doing="", commands=0, asked=())


def _turn_began(state: ViewState, event: e.TurnBegan) -> ViewState:
    waits = event.text in state.steered
    state = _closed(state)
    text = sanitise(event.text)
    shown = replace(_now(state), text=text, at=event.at)
    state = replace(
        state,
        ways=state.ways.begun(event.turn, shown),
        settled=calls.pending_own(state.entries, state.settled),
        # What was said too late for a turn begins the next one.
        queued=state.queued if waits else _without(state.queued, event.text),
        steered=_without(state.steered, event.text),
        todos=_unfinished(state.todos),
        working=True,
        ended="",
        doing="starting",
        broken="",
        turn=Usage(),
    )
    state = _add(state, Said(0, text))
    names = [one_line(attached_name(message.text)) for message in event.added if message.source == "mention"]
    return note(state, f"with {', '.join(names)}") if names else state


def _steered(state: ViewState, message: UserMessage) -> ViewState:
    if message.source != "person":
        return state
    return _add(replace(state, steered=_without(state.steered, message.text)), Said(0, sanitise(message.text)))


def _without(texts: tuple[str, ...], text: str) -> tuple[str, ...]:
    """`texts` without the first that is `text`."""
    at = texts.index(text) if text in texts else len(texts)
    return (*texts[:at], *texts[at + 1 :])


def _unfinished(todos: Todos | None) -> Todos | None:
    """The plan, where there is something left to do."""
    return todos if todos and any(item.state != "done" for item in todos.items) else None


def _closed(state: ViewState) -> ViewState:
    """The state with no reply or thinking of an earlier step left open."""
    for index in (state.reply, state.thought):
        if index >= 0 and isinstance(entry := state.entries[index], Reply | Thought) and entry.open:
            state = _put(state, index, replace(entry, open=False))
    return replace(state, reply=-1, thought=-1)


def _delta(state: ViewState, event: e.Delta) -> ViewState:
    state = replace(state, streamed=state.streamed + len(event.text))
    if event.kind == "call":
        return replace(state, doing=f"writing {one_line(event.text, 40)}")
    doing = "thinking" if event.kind == "reasoning" else "writing"
    if not state.streaming:
        return replace(state, doing=doing)
    return replace(_grown(state, event.kind == "reasoning", sanitise(event.text)), doing=doing)


def _grown(state: ViewState, thinking: bool, text: str) -> ViewState:
    index = state.thought if thinking else state.reply
    if index < 0:
        if not text.strip():
            return state
        state = _add(state, Thought(0, text, open=True) if thinking else Reply(0, text, open=True))
        index = len(state.entries) - 1
        return replace(state, thought=index) if thinking else replace(state, reply=index)
    entry = state.entries[index]
    if not isinstance(entry, Reply | Thought):
        raise TypeError(f"entry {index} is not one that grows")
    return _put(state, index, replace(entry, text=entry.text + text))


def _replied(state: ViewState, event: e.Replied) -> ViewState:
    message = event.message
    text, reasoning = sanitise(message.text).strip(), sanitise(message.reasoning).strip()
    if reasoning and state.thought < 0:
        state = _grown(state, True, reasoning)
    if state.thought >= 0 and isinstance(thought := state.entries[state.thought], Thought):
        seconds = event.first_token_seconds if text and not reasoning else event.seconds
        whole = replace(thought, text=reasoning or thought.text, open=False, seconds=seconds)
        state = _put(state, state.thought, whole)
    if text and state.reply < 0:
        state = _grown(state, False, text)
    if state.reply >= 0 and isinstance(reply := state.entries[state.reply], Reply):
        whole_reply = replace(reply, text=text or reply.text, open=False, interrupted=message.interrupted)
        state = _put(state, state.reply, whole_reply)
    return replace(state, reply=-1, thought=-1, streamed=0, answer=text or state.answer)


def _retrying(state: ViewState, event: e.Retrying) -> ViewState:
    void = {index for index in (state.reply, state.thought) if index >= 0}
    kept = Grown(entry for index, entry in enumerate(state.entries) if index not in void)
    state = replace(state, entries=kept, reply=-1, thought=-1, streamed=0, doing="waiting to try again")
    return note(state, f"{event.reason} Trying again in {event.delay:.1f} s (attempt {event.attempt}).", "warning")


def _call_began(state: ViewState, event: e.CallBegan) -> ViewState:
    call = ToolCall(state.next_key, event.call.id, one_line(event.call.name, 60), one_line(event.title))
    state = replace(state, doing=f"running {call.name}")
    if event.batch:
        entries = calls.joined(state.entries, state.settled, event.batch, call)
        if entries is not None:
            return replace(state, entries=entries, next_key=state.next_key + 1)
    return _add(_closed(state), call)


def _call_ended(state: ViewState, event: e.CallEnded) -> ViewState:
    view = event.result.view
    if isinstance(view, Diff) and not event.denied and not event.result.failed:
        state = _edited(state, view)
    return replace(
        state,
        entries=calls.ended(state.entries, state.settled, event),
    )


def _edited(state: ViewState, view: Diff) -> ViewState:
    return replace(state, changes=merged(state.changes, view.changes), edits=(*state.edits, *view.changes))


def _now(state: ViewState) -> Shown:
    return Shown(len(state.entries), len(state.edits), state.todos, state.answer)


def _rewound(state: ViewState, event: e.Rewound) -> ViewState:
    stand = state.ways.to(event.turn)
    if stand is None:
        return state
    left = replace(_now(state), entries=state.entries)
    state = _stands(replace(state, ways=state.ways.back(event.turn, left, event.files)), stand, event.after_tokens)
    return note(state, "Back to just before that message; /rewind undo goes forth again.")


def _unwound(state: ViewState, event: e.Unwound) -> ViewState:
    end = state.ways.end
    if end is None:
        return state
    left = replace(_now(state), entries=state.entries)
    state = _stands(replace(state, ways=state.ways.forth(left)), end.stand, event.after_tokens)
    told = "The talk is again where it was before you went back."
    if end.files:
        paths = ", ".join(map(one_line, end.files))
        told += f" The edits of {paths} stay taken back; /redo brings them back, turn by turn."
    return note(state, told)


def _stands(state: ViewState, stand: Shown, tokens: int) -> ViewState:
    """The state where the screen shows what it showed then."""
    return replace(
        state,
        entries=state.entries.first(stand.count) if stand.entries is None else stand.entries,
        settled=0,
        reply=-1,
        thought=-1,
        todos=stand.todos,
        answer=stand.answer,
        context_tokens=tokens,
        broken="",
    )


def _command_began(state: ViewState, event: e.CommandBegan) -> ViewState:
    name = OWN if event.told else OWN + OWN
    call = ToolCall(0, event.call_id, name, one_line(event.command), own=True)
    return _add(replace(state, commands=state.commands + 1), call)


def _command_ended(state: ViewState, event: e.CommandEnded) -> ViewState:
    return replace(
        state,
        entries=calls.ended(state.entries, state.settled, event),
        commands=state.commands - 1,
        asked=tuple(one for one in state.asked if one.call_id != event.call_id),
    )


def _of_commands(state: ViewState) -> tuple[e.Asked, ...]:
    """Questions about commands of the person: the end of a turn leaves them."""
    found = ((one, calls.found(state.entries, state.settled, one.call_id)) for one in state.asked)
    return tuple(one for one, call in found if call is not None and call.own)


def _billed(state: ViewState) -> ViewState:
    told = bill(state.turn, state.session)
    return note(state, told, "aside") if told else state


def _stopped(state: ViewState, event: e.Stopped) -> ViewState:
    queued = state.queued if state.working else _without(state.queued, next(filter(is_command, state.queued), ""))
    state = replace(_closed(state), working=False, doing="", asked=_of_commands(state), ended=event.reason)
    state = _billed(replace(state, queued=queued))
    match event.reason:
        case "done":
            return state
        case "interrupted":
            return note(state, "Interrupted. What was done so far is kept.")
        case "limit" | "refused":
            return note(state, event.text or "The turn ended early.", "warning")
        case "error":
            text, remedy = sanitise(event.text).strip(), sanitise(event.remedy).strip()
            return _add(state, Note(0, text, "error", _FAILED, remedy))
