"""Slash commands whose arguments say what is to be done."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec.structs import replace

from agent_tui.core.ops import (
    AddRule,
    Clear,
    Compact,
    CompactUndo,
    Drop,
    DropRule,
    Dump,
    Pin,
    Rename,
    Restore,
    SetCap,
    SetEffort,
    SetMode,
    SetSteps,
    ShowContext,
    ShowPermissions,
    ShowTools,
)
from agent_tui.core.verdicts import Mode
from agent_tui.tui.commands import EFFORTS
from agent_tui.tui.copying import code_blocks
from agent_tui.tui.outcome import Outcome
from agent_tui.tui.rewinding import rewind
from agent_tui.tui.state import ViewState, note

_TRANSCRIPT = "transcript.md"
_DOLLARS = re.compile(r"\$\d+(\.\d+)?")


def _copy(argument: str, state: ViewState) -> Outcome:
    if argument == "pick":
        return Outcome(state, pick=True)
    if not state.answer:
        return Outcome(note(state, "No answer to copy yet."))
    if not argument:
        return Outcome(state, copy=state.answer)
    blocks = code_blocks(state.answer)
    if argument.isdecimal() and 0 < int(argument) <= len(blocks):
        return Outcome(state, copy=blocks[int(argument) - 1].text)
    held = f"{len(blocks)} block{'s' * (len(blocks) != 1)} of code" if blocks else "no code"
    told = f"The last answer has {held}. Say /copy, /copy and the number of a block, or /copy pick to choose."
    return Outcome(note(state, told, "warning"))


def _plan(argument: str, state: ViewState) -> Outcome:
    return Outcome(state, SetMode(Mode.PLAN), say=argument)


def _export(argument: str, state: ViewState) -> Outcome:
    return Outcome(state, export=argument or _TRANSCRIPT)


def _pager(_: str, state: ViewState) -> Outcome:
    return Outcome(state, page=True)


def _vim(argument: str, state: ViewState) -> Outcome:
    match argument or ("off" if state.vim else "on"):
        case "on":
            told = "The keys of vi: Esc leaves the text for commands, i comes back; `ui.vim: true` keeps it so."
            return Outcome(note(replace(state, vim=True), told), vim=True)
        case "off":
            return Outcome(note(replace(state, vim=False), "Without the keys of vi."), vim=False)
        case _:
            return Outcome(note(state, "/vim takes on or off.", "warning"))


def _mouse(argument: str, state: ViewState) -> Outcome:
    match argument or ("off" if state.mouse else "on"):
        case "on":
            told = "The mouse is agent's: it scrolls, opens cards and marks text."
            return Outcome(note(replace(state, mouse=True), told), mouse=True)
        case "off":
            told = "The mouse is the terminal's: it marks text in its own way. `ui.mouse: false` keeps it so."
            return Outcome(note(replace(state, mouse=False), told), mouse=False)
        case _:
            return Outcome(note(state, "/mouse takes on or off.", "warning"))


def _analytics(argument: str, state: ViewState) -> Outcome:
    if argument in ("", "tools"):
        return Outcome(state, ShowTools())
    return Outcome(note(state, "Say /analytics tools.", "warning"))


def _dump(argument: str, state: ViewState) -> Outcome:
    told = note(state, "Say /dump FILE.", "warning")
    return Outcome(state, Dump(argument)) if argument else Outcome(told)


def _rename(argument: str, state: ViewState) -> Outcome:
    told = note(state, "Say /rename NAME.", "warning")
    return Outcome(state, Rename(argument)) if argument else Outcome(told)


def _effort(argument: str, state: ViewState) -> Outcome:
    match argument:
        case "default":
            return Outcome(state, SetEffort(""))
        case "minimal" | "low" | "medium" | "high":
            return Outcome(state, SetEffort(argument))
        case "":
            now = state.effort or "left to the settings"
            told = note(state, f"Reasoning effort is {now}. There are: {', '.join(EFFORTS)}.")
            return Outcome(told, compose="/effort ")
        case _:
            return Outcome(note(state, f"Say /effort and one of: {', '.join(EFFORTS)}.", "warning"))


def _clear(argument: str, state: ViewState) -> Outcome:
    if argument in ("", "all"):
        return Outcome(state, Clear(argument == "all"))
    return Outcome(note(state, "Say /clear; or /clear all, to forget also what was allowed and raised.", "warning"))


def _compact(argument: str, state: ViewState) -> Outcome:
    if argument == "undo":
        return Outcome(state, CompactUndo())
    return Outcome(note(state, "Compacting: a model writes a summary of the older talk."), Compact(argument))


def _context(argument: str, state: ViewState) -> Outcome:
    action, _, number = argument.partition(" ")
    match action:
        case "" | "all" if not number:
            return Outcome(state, ShowContext(action == "all"))
        case "drop" | "fold" if number.isdecimal():
            return Outcome(state, Drop(int(number), action == "fold"))
        case "restore" if number.isdecimal():
            return Outcome(state, Restore(int(number)))
        case "pin" | "unpin" if number.isdecimal():
            return Outcome(state, Pin(int(number), action == "pin"))
        case _:
            told = "Say /context, /context all, or /context drop, fold, restore, pin or unpin and a message's number."
            return Outcome(note(state, told, "warning"))


def _cap(argument: str, state: ViewState) -> Outcome:
    span, _, figure = argument.partition(" ")
    amount = figure.strip().replace(",", "")
    match span:
        case "turn" | "session" | "day" if not amount:
            return Outcome(state, SetCap(span))
        case "turn" | "session" | "day" if amount.isdecimal() and int(amount):
            return Outcome(state, SetCap(span, tokens=int(amount)))
        case "turn" | "session" | "day" if _DOLLARS.fullmatch(amount):
            return Outcome(state, SetCap(span, dollars=float(amount[1:])))
        case _:
            return Outcome(note(state, "Say /cap turn, session or day, then $2.50 or a number of tokens.", "warning"))


def _iterations(argument: str, state: ViewState) -> Outcome:
    if argument and not (argument.isdecimal() and int(argument)):
        return Outcome(note(state, "Say /iterations N with a number from 1.", "warning"))
    return Outcome(state, SetSteps(int(argument or 0)))


def _permissions(argument: str, state: ViewState) -> Outcome:
    action, _, rule = argument.partition(" ")
    match action, rule.strip():
        case "", "":
            return Outcome(state, ShowPermissions())
        case ("allow" | "ask" | "deny") as kind, rule if rule:
            return Outcome(state, AddRule(rule, effect=kind))
        case "drop", rule if rule:
            return Outcome(state, DropRule(rule))
        case _:
            return Outcome(
                note(state, "Say /permissions, or one of allow, ask, deny and drop with a RULE behind it.", "warning")
            )


WITH_ARGUMENT: dict[str, Callable[[str, ViewState], Outcome]] = {
    "clear": _clear,
    "compact": _compact,
    "context": _context,
    "cap": _cap,
    "iterations": _iterations,
    "permissions": _permissions,
    "copy": _copy,
    "mouse": _mouse,
    "vim": _vim,
    "pager": _pager,
    "export": _export,
    "plan": _plan,
    "effort": _effort,
    "analytics": _analytics,
    "dump": _dump,
    "rename": _rename,
    "rewind": rewind,
}
"""By the names of the commands."""
