"""The flags of `agent` and `agent run`, read by hand so that a start pays for nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from agent_tui.cli.words import COMMANDS
from agent_tui.core.errors import UsageError

FORMATS = ("text", "json", "stream-json")


class Flag(Struct, frozen=True):
    """One flag."""

    names: tuple[str, ...]
    sets: str
    """A field of `Given`, or the dotted name of a setting."""
    sentence: str
    value: str = ""
    """What follows it, as help names it; empty for a switch."""
    gives: bool = True
    """What a switch sets."""


FLAGS = (
    Flag(("-p", "--print"), "prompt", "Do PROMPT without the terminal app, as agent run does.", "PROMPT"),
    Flag(("-c", "--continue"), "continue_latest", "Go on with the newest session of this directory."),
    Flag(("--resume",), "resume", "Go on with the session of this name, or whose id begins so; without: choose.", "ID"),
    Flag(("-m", "--model"), "model.name", "Model as provider/name; demo needs no key.", "MODEL"),
    Flag(("--mode",), "mode", "What may be done without asking: plan, ask, edits, auto or yolo.", "MODE"),
    Flag(("--output-format",), "output", "What agent run prints: text, json or stream-json.", "FORMAT"),
    Flag(("--max-turns",), "max_steps", "Requests to the model in one turn.", "N"),
    Flag(("--cwd",), "cwd", "Directory to work in.", "DIR"),
    Flag(("--append-system-prompt",), "prompt.append", "Add TEXT to the end of the system prompt.", "TEXT"),
    Flag(("--fast-startup",), "performance.fast_startup", "Load heavy parts when first used; the default."),
    Flag(("--no-fast-startup",), "performance.fast_startup", "Load all parts before the prompt.", gives=False),
    Flag(("--screen-reader",), "ui.screen_reader", "Plain lines instead of the app: no boxes, nothing that moves."),
    Flag(("--theme",), "ui.theme", "Theme of the terminal app.", "NAME"),
)
_BY_NAME = {name: flag for flag in FLAGS for name in flag.names}
_FIELDS = ("prompt", "continue_latest", "resume", "output", "cwd")


class Given(Struct):
    """What the command line says."""

    headless: bool = False
    prompt: str = ""
    output: str = "text"
    cwd: str = "."
    continue_latest: bool = False
    resume: str = ""
    pick: bool = False
    """Whether the person is to choose the session to go on with."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Dotted names of settings with the values that flags gave."""


def read(arguments: Sequence[str]) -> Given:
    """Read the arguments of `agent`, or of `agent run` where `run` comes first. Raises `UsageError`."""
    given = Given(headless=arguments[:1] == ["run"])
    words: list[str] = []
    rest = iter(arguments[1:] if given.headless else arguments)
    for argument in rest:
        if argument == "--":
            words.extend(rest)
        elif argument.startswith("-") and argument != "-":
            _take(given, argument, rest)
        else:
            words.append(argument)
    if words:
        if given.prompt:
            raise UsageError(f"There are two prompts, {given.prompt!r} and {words[0]!r}; give one, in quotes.")
        given.prompt = " ".join(words)
    if given.output not in FORMATS:
        raise UsageError(f"--output-format is {given.output!r}, but must be one of: {', '.join(FORMATS)}.")
    if given.continue_latest and given.resume:
        raise UsageError("Give either --continue or --resume, not both.")
    if not given.headless and "--" not in arguments:
        _check_command(words)
    return given


def nearest(word: str, known: Mapping[str, object] | Sequence[str]) -> str:
    """`; did you mean X` for the most similar of `known`, or nothing."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), 1, 0.6)
    return f"; did you mean {near[0]}" if near else ""


def _take(given: Given, argument: str, rest: Iterator[str]) -> None:
    name, equals, value = argument.partition("=")
    if name not in _BY_NAME and not name.startswith("--") and name[:2] in _BY_NAME:
        name, equals, value = argument[:2], "=", argument[2:]
    flag = _BY_NAME.get(name)
    if flag is None:
        raise UsageError(f"There is no flag {name}{nearest(name, _BY_NAME)}. See agent --help.")
    if not flag.value:
        if equals:
            raise UsageError(f"{name} takes no value.")
        _put(given, flag, flag.gives)
        return
    if not equals:
        found = next(rest, None)
        if found is None and flag.sets == "resume" and not given.headless:
            given.pick = True
            return
        if found is None:
            raise UsageError(f"{name} needs a value: {name} {flag.value}.")
        value = found
    _put(given, flag, value)


def _put(given: Given, flag: Flag, value: str | bool) -> None:
    if flag.sets in _FIELDS:
        setattr(given, flag.sets, value)
        given.headless = given.headless or flag.sets == "prompt"
    else:
        given.settings[flag.sets] = value


def _check_command(words: Sequence[str]) -> None:
    """A lone word that is nearly a command is taken for a slip, not for a prompt."""
    if len(words) != 1:
        return
    from difflib import get_close_matches

    if near := get_close_matches(words[0], COMMANDS, 1, 0.75):
        raise UsageError(
            f"There is no command {words[0]}; did you mean agent {near[0]}? To say it to the agent: agent -- {words[0]}"
        )
