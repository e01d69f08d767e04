"""Commands that the person or a project wrote: a prompt with places for words, files and output."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from msgspec import Struct

_HEAD = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?\n?", re.DOTALL | re.MULTILINE)
_SHELL = re.compile(r"!`([^`\n]+)`")
_PLACE = re.compile(r"\$(ARGUMENTS|[1-9])\b")


class CustomCommand(Struct, frozen=True):
    """One such command."""

    name: str
    body: str
    meaning: str = ""
    hint: str = ""
    """What its arguments are, in a word or two."""
    model: str = ""
    """The model of its turns; empty for the session's."""
    allows: tuple[str, ...] = ()
    """Permission rules that hold while one of its turns runs."""
    unheeded: tuple[str, ...] = ()
    """What its head wants to be allowed that is no rule here."""


class Shell(Struct, frozen=True):
    """A place in a prompt that the output of a command takes."""

    command: str


def parted(text: str) -> tuple[str, str]:
    """The head of such a command's file, and its prompt."""
    head = _HEAD.match(text)
    return (head.group(1), text[head.end() :].strip()) if head else ("", text.strip())


def shell_commands(body: str) -> tuple[str, ...]:
    """The commands that a prompt runs, their places for words still open."""
    return tuple(found.group(1) for found in _SHELL.finditer(body))


def pieces(command: CustomCommand, arguments: str) -> Iterator[str | Shell]:
    """The prompt in order, with `arguments` in their places; at its end where it has no place for any."""
    end = 0
    for found in _SHELL.finditer(command.body):
        yield _filled(command.body[end : found.start()], arguments)
        # What is typed is a word to the shell, whatever it holds.
        yield Shell(_filled(found.group(1), arguments, quoted=True))
        end = found.end()
    yield _filled(command.body[end:], arguments)
    if arguments and not _PLACE.search(command.body):
        yield f"\n\n{arguments}"


def _filled(text: str, arguments: str, *, quoted: bool = False) -> str:
    words = _words(arguments)

    def value(place: re.Match[str]) -> str:
        if place.group(1) == "ARGUMENTS":
            return shlex.join(words) if quoted else arguments
        at = int(place.group(1)) - 1
        word = words[at] if at < len(words) else ""
        return shlex.quote(word) if quoted and word else word

    return _PLACE.sub(value, text)


def _words(arguments: str) -> list[str]:
    """The arguments as a shell would part them; at spaces where a quote is left open."""
    try:
        return shlex.split(arguments)
    except ValueError:
        return arguments.split()
