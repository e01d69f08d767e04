"""What a slash command does: to what is shown, to the session, to the app."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from agent_tui.core.ops import (
    AddRule,
    Clear,
    Compact,
    CompactUndo,
    Drop,
    DropRule,
    Dump,
    Init,
    Op,
    Pin,
    Redo,
    Rename,
    Restore,
    SetCap,
    SetEffort,
    SetMode,
    SetModel,
    SetSteps,
    ShowContext,
    ShowCost,
    ShowPermissions,
    ShowTools,
    ShowTruncations,
    Undo,
)
from agent_tui.core.verdicts import Mode
from agent_tui.core.views import Diff
from agent_tui.tui import facts, keys
from agent_tui.tui.changes import counted
from agent_tui.tui.commands import COMMANDS, EFFORTS, Typed
from agent_tui.tui.copying import code_blocks
from agent_tui.tui.settings import Rows, Settings
from agent_tui.tui.state import ViewState, note, table


class Outcome(Struct, frozen=True):
    """What follows from a command."""

    state: ViewState
    op: Op | None = None
    """What is asked of the session."""
    steer: str = ""
    """What is said into the turn that is under way."""
    theme: str = ""
    """The theme to change to."""
    compose: str = ""
    """What to write into the composer for the person to go on with."""
    leave: bool = False
    copy: str = ""
    """What goes to the clipboard."""
    pick: bool = False
    """Whether the person chooses what goes there."""
    mouse: bool | None = None
    """Whether the app takes the mouse from now on."""
    page: bool = False
    """Whether the talk is to be read in the person's pager."""
    export: str = ""
    """The file that gets the transcript."""
    switch: Typed | None = None
    """The command that asks for another session."""
    draft: bool = False
    """Whether the text is to be written in the person's editor."""
    ask: tuple[str, Callable[[], Rows]] | None = None
    """A title, and what finds the rows of its table; it may block."""
    look: Diff | None = None
    """What is to be read over the whole screen."""
    edit: tuple[str, ...] = ()
    """Files for the person's editor."""


_PLAIN: dict[str, Op] = {
    "plan": SetMode(Mode.PLAN),
    "undo": Undo(),
    "redo": Redo(),
    "init": Init(),
    "cost": ShowCost(),
    "truncations": ShowTruncations(),
}
"""Commands that are nothing but an op."""
_ALIKE = (
    "This terminal, or what stands between, may send Shift+Enter and Ctrl+Enter as Enter alone: use Ctrl+J for a new "
    "line and /steer to send now."
)
_TRANSCRIPT = "transcript.md"
_DOLLARS = re.compile(r"\$\d+(\.\d+)?")


def obey(typed: Typed, state: ViewState, settings: Settings, themes: Sequence[str]) -> Outcome:
    """What follows from `typed`; `themes` are those there are."""
    argument = typed.argument
    match typed.name:
        case "steer":
            return _steer(argument, state)
        case "model" | "mode" | "config":
            return _ABOUT_THE_SETTINGS[typed.name](argument, state, settings)
        case "theme":
            return _theme(argument, state, themes)
        case "editor":
            return Outcome(state, draft=True)
        case "todos" | "jobs":
            return Outcome(facts.todos(state) if typed.name == "todos" else facts.jobs(state))
        case "doctor":
            return Outcome(state, ask=("What agent needs", settings.doctor))
        case "thoughts" | "streaming":
            return Outcome(_switched(typed.name, argument, state))
        case name if name in _WITH_ARGUMENT:
            return _WITH_ARGUMENT[name](argument, state)
        case "export":
            return Outcome(state, export=argument or _TRANSCRIPT)
        case "diff":
            return _diff(state)
        case "resume" | "fork":
            return Outcome(state, switch=typed)
        case "memory":
            return _memory(state, settings)
        case "exit":
            return Outcome(state, leave=True)
        case _:
            op = _PLAIN.get(typed.name)
            return Outcome(state, op) if op else Outcome((_keys if typed.name == "keys" else _help)(state, settings))


def _steer(argument: str, state: ViewState) -> Outcome:
    text = argument or next(iter(state.queued), "")
    return Outcome(state, steer=text) if text else Outcome(note(state, "Say /steer TEXT.", "warning"))


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


def _pager(_: str, state: ViewState) -> Outcome:
    return Outcome(state, page=True)


def _mouse(argument: str, state: ViewState) -> Outcome:
    match argument:
        case "on":
            return Outcome(note(state, "The mouse is agent's: it scrolls, opens cards and marks text."), mouse=True)
        case "off":
            told = "The mouse is the terminal's: it marks text in its own way. `ui.mouse: false` keeps it so."
            return Outcome(note(state, told), mouse=False)
        case _:
            return Outcome(note(state, "Say /mouse on or /mouse off.", "warning"))


def _help(state: ViewState, settings: Settings) -> ViewState:
    rows = tuple((command.usage, command.meaning) for command in COMMANDS)
    return _keys(table(state, "Commands", rows), settings)


def _keys(state: ViewState, settings: Settings) -> ViewState:
    state = table(state, "Keys", keys.shown(settings.keys))
    return state if settings.tells_keys_apart else note(state, _ALIKE)


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
            return Outcome(note(state, f"Reasoning effort is {now}. There are: {', '.join(EFFORTS)}."))
        case _:
            return Outcome(note(state, f"Say /effort and one of: {', '.join(EFFORTS)}.", "warning"))


def _config(argument: str, state: ViewState, settings: Settings) -> Outcome:
    match argument:
        case "":
            return Outcome(state, ask=("Settings", settings.configured))
        case "open" if settings.config_file:
            return Outcome(state, edit=(settings.config_file,))
        case "open":
            return Outcome(note(state, "There is no settings file yet; agent config example prints one to begin with."))
        case _:
            return Outcome(note(state, "Say /config or /config open.", "warning"))


def _diff(state: ViewState) -> Outcome:
    if state.changes:
        return Outcome(state, look=counted(state.changes))
    return Outcome(note(state, "Nothing was edited in this session, or all of it was taken back."))


def _memory(state: ViewState, settings: Settings) -> Outcome:
    if settings.memory:
        return Outcome(state, edit=settings.memory)
    return Outcome(note(state, "There is no instruction file here yet; /init has a first one written."))


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
        case "allow", rule if rule:
            return Outcome(state, AddRule(rule))
        case "drop", rule if rule:
            return Outcome(state, DropRule(rule))
        case _:
            return Outcome(
                note(state, "Say /permissions, /permissions allow RULE or /permissions drop RULE.", "warning")
            )


def _model(name: str, state: ViewState, settings: Settings) -> Outcome:
    if name:
        return Outcome(state, SetModel(name))
    known = f" Others: {', '.join(settings.models)}." if settings.models else ""
    return Outcome(note(state, f"The model is {state.model}. /model NAME chooses another.{known}"))


def _mode(name: str, state: ViewState, settings: Settings) -> Outcome:
    names = [str(mode) for mode in settings.modes]
    if name in names:
        return Outcome(state, SetMode(Mode(name)))
    if name:
        return Outcome(note(state, f"There is no mode {name} here. There are: {', '.join(names)}.", "warning"))
    return Outcome(note(state, f"The mode is {state.mode}. There are: {', '.join(names)}."))


def _theme(name: str, state: ViewState, themes: Sequence[str]) -> Outcome:
    if name in themes:
        kept = f"The theme is now {name}; `ui.theme: {name}` in config.yml keeps it."
        return Outcome(note(state, kept), theme=name)
    if name:
        return Outcome(note(state, f"There is no theme {name}. /theme lists what there is.", "warning"))
    return Outcome(state, compose="/theme ")


def _switched(name: str, argument: str, state: ViewState) -> ViewState:
    now = state.thoughts if name == "thoughts" else state.streaming
    if argument not in ("", "on", "off"):
        return note(state, f"/{name} takes on or off.", "warning")
    on = argument == "on" if argument else not now
    state = replace(state, thoughts=on) if name == "thoughts" else replace(state, streaming=on)
    return note(state, f"{name.capitalize()} {'on' if on else 'off'}.")


_WITH_ARGUMENT: dict[str, Callable[[str, ViewState], Outcome]] = {
    "clear": _clear,
    "compact": _compact,
    "context": _context,
    "cap": _cap,
    "iterations": _iterations,
    "permissions": _permissions,
    "copy": _copy,
    "mouse": _mouse,
    "pager": _pager,
    "effort": _effort,
    "analytics": _analytics,
    "dump": _dump,
    "rename": _rename,
}
_ABOUT_THE_SETTINGS: dict[str, Callable[[str, ViewState, Settings], Outcome]] = {
    "model": _model,
    "mode": _mode,
    "config": _config,
}
