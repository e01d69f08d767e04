"""What a slash command does: to what is shown, to the session, to the app."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from agent_tui.core.custom import CustomCommand
from agent_tui.core.ops import (
    Clear,
    Compact,
    CompactUndo,
    Drop,
    Init,
    Op,
    Pin,
    Redo,
    Restore,
    SetMode,
    SetModel,
    ShowCost,
    ShowTruncations,
    Undo,
)
from agent_tui.core.verdicts import Mode
from agent_tui.tui import facts, keys
from agent_tui.tui.arguments import WITH_ARGUMENT
from agent_tui.tui.changes import counted
from agent_tui.tui.commands import WORDLESS, Command, Mistyped, Typed, listed, parse
from agent_tui.tui.outcome import THEME, Outcome
from agent_tui.tui.settings import Rows, Settings
from agent_tui.tui.state import ViewState, note, steerable, table

_PLAIN: dict[str, Op] = {
    "undo": Undo(),
    "redo": Redo(),
    "init": Init(),
    "cost": ShowCost(),
    "truncations": ShowTruncations(),
}
"""Commands that are nothing but an op."""
_AFTER_THE_TURN = (Clear, Compact, CompactUndo, Drop, Pin, Redo, Restore, Undo)
"""What the session does once the turn that is under way has ended."""
_OTHERS = "keys: in config.yml"
_ALIKE = (
    "This terminal, or what stands between, may send Shift+Enter and Ctrl+Enter as Enter alone: use Ctrl+J for a new "
    "line and /steer to send now."
)


def obey(
    typed: Typed,
    state: ViewState,
    settings: Settings,
    themes: Sequence[str],
    customs: Sequence[CustomCommand] = (),
) -> Outcome:
    """What follows from `typed`; `themes` and `customs`, the commands beside those of the app, are those there are."""
    if typed.argument and typed.name in WORDLESS:
        return Outcome(note(state, f"/{typed.name} takes no words; nothing was done.", "warning"))
    outcome = _obeyed(typed, state, settings, themes, customs)
    if state.working and isinstance(outcome.op, _AFTER_THE_TURN):
        line = f"/{typed.name} {typed.argument}".strip()
        return Outcome(note(state, f"{line} waits for the end of the turn."), outcome.op)
    return outcome


def _obeyed(
    typed: Typed, state: ViewState, settings: Settings, themes: Sequence[str], customs: Sequence[CustomCommand]
) -> Outcome:
    argument = typed.argument
    match typed.name:
        case "help":
            return Outcome(_help(argument, state, settings, customs))
        case "steer":
            return _steer(argument, state)
        case "model" | "mode" | "config" | "debug":
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
        case name if name in WITH_ARGUMENT:
            return WITH_ARGUMENT[name](argument, state)
        case "perf":
            return Outcome(state, gauge=True)
        case "diff":
            return _diff(state)
        case "resume" | "fork":
            return Outcome(state, switch=typed)
        case "memory":
            return _memory(state, settings)
        case "exit":
            return Outcome(state, leave=True)
        case "keys":
            return Outcome(_keys(state, settings, named=True))
        case _:
            return Outcome(state, _PLAIN[typed.name])


def _steer(argument: str, state: ViewState) -> Outcome:
    text = argument or steerable(state)
    return Outcome(state, steer=text) if text else Outcome(note(state, "Say /steer TEXT.", "warning"))


def _help(name: str, state: ViewState, settings: Settings, customs: Sequence[CustomCommand]) -> ViewState:
    if not name:
        return _keys(table(state, "Commands", _usages(listed(customs))), settings)
    asked = parse(f"/{name.removeprefix('/')}", customs)
    if isinstance(asked, Mistyped):
        return note(state, asked.sentence, "warning")
    return table(state, "Commands", _usages(command for command in listed(customs) if command.name == asked.name))


def _usages(commands: Iterable[Command]) -> Rows:
    return tuple((command.usage, command.meaning) for command in commands)


def _keys(state: ViewState, settings: Settings, *, named: bool = False) -> ViewState:
    rows = keys.shown(settings.keys)
    state = table(state, "Keys", (*rows, (_OTHERS, keys.names(settings.keys))) if named else rows)
    return state if settings.tells_keys_apart else note(state, _ALIKE)


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


def _debug(argument: str, state: ViewState, settings: Settings) -> Outcome:
    if argument not in ("", "on", "off"):
        return Outcome(note(state, "/debug takes on or off.", "warning"))
    on = argument == "on" if argument else None

    def rows() -> Rows:
        return (("model", state.model), *settings.debug(on))

    return Outcome(state, ask=("What belongs into a report of a fault", rows), watch=on)


def _diff(state: ViewState) -> Outcome:
    if state.changes:
        return Outcome(state, look=counted(state.changes))
    return Outcome(note(state, "Nothing was edited in this session, or all of it was taken back."))


def _memory(state: ViewState, settings: Settings) -> Outcome:
    if settings.memory:
        return Outcome(state, edit=settings.memory)
    return Outcome(note(state, "There is no instruction file here yet; /init has a first one written."))


def _model(name: str, state: ViewState, settings: Settings) -> Outcome:
    if name:
        return Outcome(state, SetModel(name))
    others = [known for known in settings.models if known != state.model]
    named = f" Others: {', '.join(others)}." if others else f" {settings.connect}" if settings.connect else ""
    told = note(state, f"The model is {state.model}. /model NAME chooses another.{named}")
    return Outcome(told, compose="/model " if others else "")


def _mode(name: str, state: ViewState, settings: Settings) -> Outcome:
    names = [str(mode) for mode in settings.modes]
    if name in names:
        return Outcome(state, SetMode(Mode(name)))
    if name:
        return Outcome(note(state, f"There is no mode {name} here. There are: {', '.join(names)}.", "warning"))
    return Outcome(note(state, f"The mode is {state.mode}. There are: {', '.join(names)}."), compose="/mode ")


def _theme(name: str, state: ViewState, themes: Sequence[str]) -> Outcome:
    if name in themes:
        kept = f"The theme is now {name}; `ui.theme: {name}` in config.yml keeps it."
        return Outcome(note(state, kept), theme=name)
    if name:
        return Outcome(note(state, f"There is no theme {name}. /theme lists what there is.", "warning"))
    return Outcome(state, compose=THEME)


def _switched(name: str, argument: str, state: ViewState) -> ViewState:
    now = state.thoughts if name == "thoughts" else state.streaming
    if argument not in ("", "on", "off"):
        return note(state, f"/{name} takes on or off.", "warning")
    on = argument == "on" if argument else not now
    state = replace(state, thoughts=on) if name == "thoughts" else replace(state, streaming=on)
    return note(state, f"{name.capitalize()} {'on' if on else 'off'}.")


_ABOUT_THE_SETTINGS: dict[str, Callable[[str, ViewState, Settings], Outcome]] = {
    "model": _model,
    "mode": _mode,
    "config": _config,
    "debug": _debug,
}
