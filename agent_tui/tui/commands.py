"""The commands that begin with a slash."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from msgspec import Struct

from agent_tui.core.custom import CustomCommand
from agent_tui.core.ops import Invoke, Run

OWN = "!"
"""What stands before a command of the person's own; twice where the model does not hear of it."""


class Command(Struct, frozen=True):
    """One command as it is listed and completed."""

    name: str
    arguments: str
    meaning: str

    @property
    def usage(self) -> str:
        return f"/{self.name} {self.arguments}".rstrip()


COMMANDS = (
    Command("help", "[NAME]", "what there is: commands and keys, or the command NAME"),
    Command("keys", "", "what each key does"),
    Command("steer", "[TEXT]", "say TEXT, or what is queued first, after the current tool"),
    Command("model", "[NAME]", "show the model, or choose another"),
    Command("mode", "[NAME]", "show or choose how much may be done without asking"),
    Command("plan", "[TEXT]", "let the agent only look and plan, first about TEXT"),
    Command("effort", "[LEVEL]", "show or choose how much the model reasons: default, minimal, low, medium, high"),
    Command("thoughts", "[on|off]", "show or fold the model's thinking"),
    Command("streaming", "[on|off]", "show answers as they come, or once they are whole"),
    Command("theme", "[NAME]", "show or choose the colours"),
    Command("permissions", "[allow|ask… RULE]", "show the rules in force; allow one for this project, or drop it"),
    Command("undo", "", "take back the edits of the last turn that made any"),
    Command("redo", "", "bring back the edits that were last taken back"),
    Command("rewind", "[N]|undo", "go back to before one of your messages: the talk, the edits since, or both"),
    Command("diff", "", "show what the edits of this session come to, by file"),
    Command("copy", "[N|pick]", "copy the last answer, its Nth block of code, or what you choose"),
    Command("vim", "[on|off]", "write with the keys of vi, or without"),
    Command("mouse", "[on|off]", "use the mouse here, or leave it to the terminal's own selection"),
    Command("pager", "", "read the talk in your pager; /export writes it to a file"),
    Command("export", "[FILE]", "write the talk to a Markdown file"),
    Command("memory", "", "edit the instruction files in your editor"),
    Command("init", "", "have a first AGENTS.md written for this project"),
    Command("editor", "", "write the text in your editor"),
    Command("config", "[open]", "show the settings and where they come from, or edit their file"),
    Command("doctor", "", "look at what agent needs on this machine"),
    Command("todos", "", "show the agent's plan"),
    Command("jobs", "", "show the commands in the background"),
    Command("analytics", "tools", "show calls, failures, time and share of the window by tool"),
    Command("compact", "[FOCUS]|undo", "replace the older talk by a summary, or take that back"),
    Command("context", "[all|drop|fold|restore|pin|unpin N]", "show what the next request holds, or change it"),
    Command("truncations", "", "show what was made smaller, when and why"),
    Command("cost", "", "show what was spent, by model and turn"),
    Command("cap", "SPAN [$N|N]", "show or set the dollars or tokens that a turn, session or day may cost"),
    Command("iterations", "[N]", "show or set how many requests a turn may make"),
    Command("perf", "", "show how quick the app is while it runs; Esc closes it"),
    Command("debug", "[on|off]", "show what belongs into a report of a fault; write down what takes how long"),
    Command("dump", "FILE", "write the next request to a file"),
    Command("resume", "[ID|NAME]", "go on with another session of this directory"),
    Command("rename", "NAME", "give this session a name by which it is found again"),
    Command("fork", "", "go on in a copy of this session, which stays as it is"),
    Command("clear", "[all]", "begin a new conversation; all: forget also what was allowed, raised and spent"),
    Command("exit", "", "leave"),
)
WORDLESS = frozenset(command.name for command in COMMANDS if not command.arguments)
"""Commands that take no words."""
EFFORTS = ("default", "minimal", "low", "medium", "high")
_COLUMN = 10
"""Cells that arguments may have to stand in a column of their own."""
_ALIASES = {"new": "clear", "quit": "exit", "q": "exit", "?": "help", "tokens": "context"}


class Typed(Struct, frozen=True):
    """A command line that was understood."""

    name: str
    argument: str


class Mistyped(Struct, frozen=True):
    """A command line that was not."""

    sentence: str


def parse(line: str, customs: Sequence[CustomCommand] = ()) -> Typed | Invoke | Mistyped:
    """What `line`, which begins with a slash, asks for; `customs` are commands beside those of the app."""
    name, _, argument = line.removeprefix("/").strip().partition(" ")
    name = name.lower()
    name = _ALIASES.get(name, name)
    names = [command.name for command in COMMANDS]
    if name in names:
        return Typed(name, argument.strip())
    written = [command.name for command in customs]
    if name in written:
        return Invoke(name, argument.strip())
    near = get_close_matches(name, [*names, *written, *_ALIASES], 3, 0.6)
    # Letters in the wrong order are the commonest slip.
    near.sort(key=lambda known: sorted(known) != sorted(name))
    meant = f" Did you mean /{near[0]}?" if near else " /help lists what there is."
    return Mistyped(f"There is no command /{name}.{meant}")


def listed(customs: Sequence[CustomCommand]) -> tuple[Command, ...]:
    """The app's commands and those of `customs` that have a name of their own."""
    taken = {command.name for command in COMMANDS} | _ALIASES.keys()
    more = (Command(each.name, f"[{each.hint}]" * bool(each.hint), each.meaning) for each in customs)
    return (*COMMANDS, *(command for command in more if command.name not in taken))


def is_command(text: str) -> bool:
    """Whether `text` is a command line; a path such as `/etc/hosts` is not."""
    head = text.split(maxsplit=1)[0] if text.strip() else ""
    return text.startswith("/") and "\n" not in text and "/" not in head[1:]


def own_command(text: str) -> Run | None:
    """The command of the person that `text` is, if it is one."""
    if not text.startswith(OWN):
        return None
    command = text.removeprefix(OWN)
    return Run(command.removeprefix(OWN).strip(), told=not command.startswith(OWN))


def completes(choice: str, text: str) -> bool:
    """Whether `choice` is still a completion of what stands in the composer now."""
    name, space, argument = text[1:].partition(" ")
    return choice.startswith(f"/{name} ") and argument in choice if space else choice.startswith(text.lower())


def completions(
    text: str,
    models: tuple[str, ...],
    modes: tuple[str, ...],
    themes: tuple[str, ...],
    customs: Sequence[CustomCommand] = (),
) -> list[tuple[str, str]]:
    """What `text` can be completed to: (line, meaning) pairs."""
    if not is_command(text):
        return []
    name, space, argument = text[1:].partition(" ")
    if not space:
        found = [command for command in listed(customs) if command.name.startswith(name.lower())]
        found.sort(key=lambda command: command.name != name.lower())
        width = max((size for command in found if (size := len(command.arguments)) <= _COLUMN), default=0)
        return [(f"/{command.name}", f"{command.arguments:<{width}}  {command.meaning}") for command in found]
    choices = {
        "model": models,
        "mode": modes,
        "theme": themes,
        "thoughts": ("on", "off"),
        "streaming": ("on", "off"),
        "debug": ("on", "off"),
        "mouse": ("on", "off"),
        "vim": ("on", "off"),
        "copy": ("pick",),
        "rewind": ("undo",),
        "effort": EFFORTS,
    }
    return [(f"/{name} {choice}", "") for choice in choices.get(name, ()) if argument in choice and argument != choice]
