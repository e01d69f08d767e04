"""Knows which commands would wait for a terminal, and what to run instead."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence

_EXAMINED = 20_000
"""Characters of a command that are looked at."""
_HEREDOC = re.compile(r"<<-?[ \t]*['\"\\]?([A-Za-z_]\w*)['\"]?([^\n]*)\n(?:.*?^\s*\1$|.*)", re.DOTALL | re.MULTILINE)
_WRAPPERS = frozenset(("command", "exec", "env", "nice", "nohup", "sudo", "time"))
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_SSH_WITH_VALUE = "BbcDEeFIiJLlmOoPpQRSWw"

Waits = Callable[[Sequence[str]], bool]
"""Whether a program waits for a terminal when called with these arguments."""


def needs_terminal(command: str, fed: bool = False) -> str:
    """A sentence with the form that needs no terminal, or nothing where `command` should run without one.

    With `fed` the command gets input.
    """
    for words, piped in _simple_commands(command):
        assigned, program, arguments = _program(words)
        if "GIT_SEQUENCE_EDITOR" in assigned:
            continue
        if (rule := _RULES.get(program)) and rule[0](arguments):
            return f"{program} needs a terminal here, and there is none: {rule[1]}."
        if program in _READERS and not arguments and not piped and not fed:
            return f"{program} without arguments waits for input, and there is none: pass a script or its -c or -e."
    return ""


def _simple_commands(command: str) -> list[tuple[list[str], bool]]:
    """The words of each simple command, and whether it is fed by a pipe or a redirection."""
    text = _HEREDOC.sub(lambda found: f"< heredoc {found.group(2)}\n", command[:_EXAMINED]).replace("\\\n", " ")
    lexer = shlex.shlex(text, posix=True, punctuation_chars=";&|()<>\n")
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    lexer.commenters = ""
    found: list[tuple[list[str], bool]] = []
    words: list[str] = []
    piped = False
    try:
        for token in lexer:
            if not token or token[0] not in ";&|()\n":
                words.append(token)
                continue
            found.append((words, piped))
            words, piped = [], token.startswith("|") and not token.startswith("||")
    except ValueError:
        # The shell will complain about the quote itself.
        return []
    found.append((words, piped))
    return [(words, piped or any(word.startswith("<") for word in words)) for words, piped in found if words]


def _program(words: Sequence[str]) -> tuple[str, str, list[str]]:
    """What is assigned before the program, the program without its directory, and its arguments."""
    rest = list(words)
    assigned = ""
    while rest and (_ASSIGNMENT.match(rest[0]) or rest[0] in _WRAPPERS):
        wrapper = rest.pop(0)
        assigned += f" {wrapper}"
        while wrapper in _WRAPPERS and rest and rest[0].startswith("-"):
            rest.pop(0)
    if not rest:
        return assigned, "", []
    arguments = [word for word in rest[1:] if not word.startswith(("<", ">"))]
    return assigned, rest[0].rpartition("/")[2], arguments


def _always(_: Sequence[str]) -> bool:
    return True


def _without(*flags: str) -> Waits:
    return lambda arguments: not any(word.startswith(flags) for word in arguments)


def _flagged(word: str, letters: str, *names: str) -> bool:
    """Whether `word` is one of the long `names` or a bundle of short flags with one of `letters`."""
    return word in names or bool(re.fullmatch(rf"-[A-Za-z]*[{letters}][A-Za-z]*", word))


def _git(arguments: Sequence[str]) -> bool:
    rest = list(arguments)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option in ("-c", "-C") and rest and rest.pop(0).startswith("sequence.editor="):
            return False
    match rest:
        case ["rebase", *flags]:
            return any(_flagged(flag, "i", "--interactive") for flag in flags)
        case ["add", *flags]:
            return any(_flagged(flag, "pie", "--patch", "--interactive", "--edit") for flag in flags)
        case ["commit" | "checkout" | "reset" | "restore" | "stash", *flags]:
            return any(flag in ("-p", "--patch", "--interactive") for flag in flags)
    return False


def _ssh(arguments: Sequence[str]) -> bool:
    """Without a command after the host, unless it only forwards or tells something."""
    rest = list(arguments)
    hosts = 0
    while rest:
        word = rest.pop(0)
        if hosts == 0 and word.startswith("-"):
            if word[1:2] in ("N", "V", "G", "Q", "O", "f", "W"):
                return False
            if len(word) == 2 and word[1] in _SSH_WITH_VALUE and rest:
                rest.pop(0)
        else:
            hosts += 1
    return hosts < 2


def _container(arguments: Sequence[str]) -> bool:
    """`run -it` and `exec -it`; `-i` alone takes its input from a pipe."""
    verb = next((at for at, word in enumerate(arguments) if word in ("run", "exec")), len(arguments))
    return any(word in ("-it", "-ti", "-t", "--tty", "--tty=true") for word in arguments[verb:])


def _npm(arguments: Sequence[str]) -> bool:
    return bool(arguments) and arguments[0] in ("init", "create") and _without("-y", "--yes")(arguments)


_EDIT = "use edit_file or write_file"
_PAGE = "leave it out, or use read_file, head or tail"
_RULES: dict[str, tuple[Waits, str]] = {
    "vim": (_without("-e", "-E", "--version"), _EDIT),
    "nvim": (_without("-e", "-E", "--headless", "--version"), _EDIT),
    "vi": (_without("-e", "-E"), _EDIT),
    "nano": (_without("--version"), _EDIT),
    "pico": (_always, _EDIT),
    "emacs": (_without("--batch", "-batch", "--script", "--version", "--daemon"), _EDIT),
    "hx": (_always, _EDIT),
    "less": (_without("--version"), _PAGE),
    "more": (_without("--version"), _PAGE),
    "most": (_always, _PAGE),
    "top": (_without("-b", "-l"), "use top -b -n 1 or ps aux"),
    "htop": (_without("--version"), "use ps aux"),
    "btop": (_without("--version"), "use ps aux"),
    "watch": (_without("--version"), "run the command itself, once or in a loop that ends"),
    "tmux": (lambda arguments: not arguments or arguments[0] in ("attach", "attach-session", "a"), "use tmux new -d"),
    "screen": (_without("-d", "-ls", "-X", "-v"), "use screen -dmS NAME COMMAND"),
    "git": (_git, "name whole files or commits; for a rebase set GIT_SEQUENCE_EDITOR to a command that edits the list"),
    "crontab": (lambda arguments: "-e" in arguments, "write a file and give it to crontab"),
    "visudo": (_without("-c", "--check", "--version"), "no file of sudo is edited here"),
    "passwd": (_without("-S", "--status", "-l", "-u", "-d"), "use chpasswd with its input in a file"),
    "docker": (_container, "leave out -t"),
    "podman": (_container, "leave out -t"),
    "kubectl": (_container, "leave out -t"),
    "fzf": (_without("-f", "--filter", "--version"), "use fzf --filter WORDS"),
    "tig": (_always, "use git log"),
    "lazygit": (_without("--version"), "use git"),
    "ncdu": (_without("-o", "--version"), "use du -sh"),
    "k9s": (_without("version"), "use kubectl get"),
    "mc": (_always, "use ls, cp and mv"),
    "ranger": (_without("--version"), "use ls"),
    "nmtui": (_always, "use nmcli"),
    "npm": (_npm, "add --yes"),
    "yarn": (_npm, "add --yes"),
    "ssh": (_ssh, "give the command to run after the host"),
    "sftp": (_without("-b"), "use scp, or sftp -b FILE"),
    "telnet": (_always, "use curl or nc with a time limit"),
}
_READERS = frozenset(
    ("bash", "bpython", "deno", "ghci", "ipython", "irb", "node", "python", "python3", "ruby", "sh", "zsh")
)
"""Programs that run what they read when they get no arguments."""
