"""How the entries of tool calls change: each function returns all entries, with one of them replaced."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from agent_tui.core import events as e
from agent_tui.core.conversation import INTERRUPTED
from agent_tui.core.grown import Grown
from agent_tui.core.sanitise import one_line, sanitise
from agent_tui.core.views import Result, Screen, View
from agent_tui.tui.entries import Batch, Entry, ToolCall

Level = Literal["info", "warning", "error", "aside"]
Entries = Grown[Entry]

_TAIL = 4_000
"""Characters kept of what a running call prints."""


def found(entries: Entries, since: int, call_id: str) -> ToolCall | None:
    """The newest call with this id, among entries that may still change."""
    for index in range(len(entries) - 1, since - 1, -1):
        entry = entries[index]
        for call in entry.calls if isinstance(entry, Batch) else (entry,):
            if isinstance(call, ToolCall) and call.call_id == call_id:
                return call
    return None


def joined(entries: Entries, since: int, batch: int, call: ToolCall) -> Entries | None:
    """With `call` as a member of its batch; None where there is no such batch."""
    for index in range(len(entries) - 1, since - 1, -1):
        entry = entries[index]
        if isinstance(entry, Batch) and entry.batch == batch:
            return entries.put(index, replace(entry, calls=(*entry.calls, call)))
    return None


def pending_own(entries: Entries, since: int) -> int:
    """Where the first command of the person stands that has not ended; the number of entries where there is none."""
    pending = (
        at
        for at in range(since, len(entries))
        if isinstance(entry := entries[at], ToolCall) and entry.own and entry.phase in ("running", "asking")
    )
    return next(pending, len(entries))


def batch_ended(entries: Entries, since: int, event: e.BatchEnded) -> Entries:
    """With a batch done."""
    for index in range(len(entries) - 1, since - 1, -1):
        entry = entries[index]
        if isinstance(entry, Batch) and entry.batch == event.batch:
            return entries.put(index, replace(entry, open=False, seconds=event.seconds))
    return entries


def progressed(entries: Entries, since: int, event: e.CallProgress) -> Entries:
    """With more output of a running call."""
    call = found(entries, since, event.call_id)
    if call is None:
        return entries
    text = sanitise(event.text)
    more = replace(call, tail=(call.tail + text)[-_TAIL:], printed=call.printed + text.count("\n"))
    return _swap(entries, since, more)


def advanced(entries: Entries, since: int, event: e.TaskAdvanced) -> Entries:
    """With how far a subagent is."""
    call = found(entries, since, event.call_id)
    if call is None:
        return entries
    running = tuple("  ".join(map(one_line, title.split("  ", 1))) for title in event.running)
    return _swap(entries, since, replace(call, summary=event.summary, running=running))


def asked(entries: Entries, since: int, event: e.Asked) -> Entries:
    """With a call that waits for the person."""
    call = found(entries, since, event.call_id)
    if call is None:
        return entries
    return _swap(entries, since, replace(call, phase="asking", view=event.view or event.questions))


def answered(entries: Entries, since: int, event: e.Answered) -> Entries:
    """With a call that may run, or was refused."""
    call = found(entries, since, event.call_id)
    if call is None:
        return entries
    if event.allowed:
        return _swap(entries, since, replace(call, phase="running"))
    reason = one_line(event.reason)
    return _swap(entries, since, replace(call, phase="denied", summary=f"refused: {reason}" if reason else "refused"))


def abandoned(entries: Entries, since: int) -> Entries:
    """With an end for each call that never got one."""
    return Grown((*entries[:since], *map(_abandoned, entries[since:])))


def _abandoned(entry: Entry) -> Entry:
    match entry:
        case ToolCall(phase="running" | "asking"):
            return replace(entry, phase="failed", summary="did not end", tail="", running=(), text="It did not end.")
        case Batch(open=True, calls=members):
            whole = tuple(call for member in members if isinstance(call := _abandoned(member), ToolCall))
            return replace(entry, open=False, calls=whole)
        case _:
            return entry


def ended(entries: Entries, since: int, event: e.CallEnded | e.CommandEnded) -> Entries:
    """With a call that has its result."""
    call = found(entries, since, event.call_id)
    if call is None:
        return entries
    result = event.result
    phase: Literal["done", "failed", "denied"] = "denied" if event.denied else "failed" if result.failed else "done"
    done = replace(
        call,
        phase=phase,
        title=_title(call, result.view),
        seconds=event.seconds,
        summary=call.summary if call.phase == "denied" else one_line(result.summary),
        view=result.view or (call.view if phase == "denied" else None),
        text=_text(call, result),
        tail="",
        running=(),
    )
    return _swap(entries, since, done)


def _text(call: ToolCall, result: Result) -> str:
    """What the call returned; one that was interrupted returned nothing, but what it had printed was seen."""
    printed = call.tail.rstrip() if result.text == INTERRUPTED else ""
    return f"{printed}\n{INTERRUPTED}" if printed else sanitise(result.text)


def _title(call: ToolCall, view: View | None) -> str:
    """What the call worked on: a person may have changed the command that it asked for."""
    if isinstance(call.view, Screen) and isinstance(view, Screen) and call.view.command != view.command:
        return one_line(view.command)
    return call.title


def _swap(entries: Entries, since: int, call: ToolCall) -> Entries:
    for index in range(len(entries) - 1, since - 1, -1):
        entry = entries[index]
        if entry.key == call.key:
            return entries.put(index, call)
        if isinstance(entry, Batch) and any(member.key == call.key for member in entry.calls):
            members = tuple(call if member.key == call.key else member for member in entry.calls)
            return entries.put(index, replace(entry, calls=members))
    return entries
