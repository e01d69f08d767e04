"""Events and questions as plain lines that a screen reader can read out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff

from agent_tui.core.events import Asked, CallBegan, CallEnded, Vitals
from agent_tui.core.sanitise import one_line, revealed, sanitise
from agent_tui.core.views import Diff, FileChange, Question, Screen, Todos, View
from agent_tui.model.memory import megabytes
from agent_tui.tui import approval
from agent_tui.tui.approval import Choice
from agent_tui.tui.entries import Entry, Note, Table
from agent_tui.tui.rewinding import KINDS, Message
from agent_tui.tui.vitals import session_rows

_LINES_OF_A_FAILURE = 10


def began(event: CallBegan) -> str:
    """What runs now."""
    return one_line(f"{event.call.name}: {event.title}" if event.title else event.call.name)


def ended(event: CallEnded) -> Iterator[str]:
    """What became of a call."""
    result = event.result
    outcome = "failed" if result.failed else "done"
    summary = f", {one_line(result.summary)}" if result.summary else ""
    yield f"{one_line(event.name)} {outcome}{summary}."
    if result.failed:
        yield from sanitise(result.text).splitlines()[:_LINES_OF_A_FAILURE]
    elif isinstance(result.view, Todos):
        yield from (f"{item.state.replace('_', ' ')}: {one_line(item.text)}" for item in result.view.items)


def told(entry: Entry) -> Iterator[str]:
    """What the app itself says; nothing for what events tell."""
    match entry:
        case Note(level=level):
            text = entry.words
            yield f"{level.capitalize()}: {text}" if level in ("warning", "error") else text
        case Table(title=title, rows=rows):
            yield f"{title}:"
            yield from (f"{left}: {right}" if right else left for left, right in rows)


def asked(event: Asked, tool: str, choices: Iterable[Choice]) -> Iterator[str]:
    """A question of leave, all of it, with its numbered answers."""
    yield approval.title(event, tool)
    if event.view is not None:
        yield from viewed(event.view)
    if event.reason:
        yield sanitise(event.reason)
    yield from (f"A lasting yes adds: {revealed(rule)}" for rule in event.offer)
    yield from (f"{number}: {choice.words[0]}" for number, choice in enumerate(choices, 1))


def question(item: Question) -> Iterator[str]:
    """A question of the model, with its numbered answers."""
    yield sanitise(item.text)
    yield from (f"{number}: {one_line(option)}" for number, option in enumerate(item.options, 1))
    several = " or several numbers" if item.several else ""
    yield f"Answer with a number{several}, or in words." if item.options else "Answer in words."


def ways_back(found: Sequence[Message], now: float) -> Iterator[str]:
    """What can be gone back to, numbered from the end."""
    yield "Go back to just before one of your messages:"
    for number, one in enumerate(found, 1):
        yield ", ".join(filter(None, (f"{number}: {one.line}", one.old(now), one.edits)))
    yield "Say /rewind and a number."


def kinds(message: Message) -> Iterator[str]:
    """What can go back to just before `message`."""
    yield f"Back to just before: {message.line}"
    yield f"Edited since: {message.paths}. What shell commands changed stays." if message.since else "No edits since."
    yield f"Say /rewind, its number, and one of: {', '.join(KINDS)}."


def quick(vitals: Vitals) -> Iterator[str]:
    """How the session does."""
    yield from (f"{name}: {words}" for name, words in session_rows(vitals, megabytes(os.getpid())))


def viewed(view: View) -> Iterator[str]:
    """What a call would do: the whole command or the changed lines."""
    match view:
        case Screen(command=command):
            yield from (f"$ {line}" for line in revealed(command).split("\n"))
        case Diff(changes=changes):
            for change in changes:
                yield from _changed(change)


def _changed(change: FileChange) -> Iterator[str]:
    what = "new file " if change.before is None else "removed file " if change.after is None else "file "
    yield what + one_line(change.path)
    before, after = (change.before or "").splitlines(), (change.after or "").splitlines()
    for line in unified_diff(before, after, lineterm="", n=1):
        if line.startswith("@@"):
            yield "change:"
        elif not line.startswith(("---", "+++")):
            yield sanitise(line)
