"""The sequences for what a terminal shows beside the screen: its title, progress, and calls for the person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Way = Literal["auto", "bell", "osc9", "osc777", "off"]
Progress = Literal["none", "working", "waiting"]

_BELL = "\x07"
_END = "\x1b\\"
_PROGRESS: dict[Progress, str] = {"none": "0", "working": "3", "waiting": "4;100"}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def entered(env: Mapping[str, str]) -> str:
    """Has the terminal remember the title it has."""
    return "" if _is_console(env) else "\x1b[22;0t"


def left(env: Mapping[str, str]) -> str:
    """Gives the title back, or where the terminal remembered none takes ours away, and ends the progress."""
    return "" if _is_console(env) else f"{progress('none', env)}{title('', env)}\x1b[23;0t"


def title(text: str, env: Mapping[str, str]) -> str:
    """Makes `text` the title."""
    return "" if _is_console(env) else f"\x1b]0;{_CONTROL.sub('', text)}{_BELL}"


def progress(kind: Progress, env: Mapping[str, str]) -> str:
    """Shows in the window's frame that something is under way; nothing where that would be taken for a message."""
    return f"\x1b]9;4;{_PROGRESS[kind]}{_END}" if _shows_progress(env) else ""


def call(text: str, way: Way, env: Mapping[str, str]) -> str:
    """Calls the person, with `text` where the terminal can show one."""
    text = _CONTROL.sub("", text).replace(";", ",")
    match _usual(env) if way == "auto" else way:
        case "osc9":
            return _past_multiplexer(f"\x1b]9;agent: {text}{_END}", env)
        case "osc777":
            return _past_multiplexer(f"\x1b]777;notify;agent;{text}{_END}", env)
        case "bell":
            return _BELL
        case _:
            return ""


def _usual(env: Mapping[str, str]) -> Way:
    """What the terminal is known to understand."""
    program, term = env.get("TERM_PROGRAM", ""), env.get("TERM", "")
    if "TMUX" in env or "STY" in env:
        # They hand a bell on and mark the window that rang, also where nothing else gets through.
        return "bell"
    if program == "iTerm.app" or term == "xterm-kitty":
        return "osc9"
    return "osc777" if program in ("ghostty", "WezTerm") or term.startswith(("foot", "rxvt")) else "bell"


def _shows_progress(env: Mapping[str, str]) -> bool:
    """Elsewhere the sequence is shown as a message, or the one who would see it is not the terminal we run in."""
    if "TMUX" in env or "STY" in env:
        return False
    program, release = env.get("TERM_PROGRAM"), _numbers(env.get("TERM_PROGRAM_VERSION", ""))
    return (
        "WT_SESSION" in env
        or env.get("ConEmuANSI") == "ON"
        or (program == "ghostty" and release >= (1, 2))
        or (program == "iTerm.app" and release >= (3, 6, 6))
        or _numbers(env.get("VTE_VERSION", "")) >= (8000,)
    )


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", release))


def _past_multiplexer(sequence: str, env: Mapping[str, str]) -> str:
    """`sequence` so that tmux or screen hands it on to the terminal it runs in, where it is allowed to."""
    if "TMUX" in env:
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}{_END}"
    return f"\x1bP{sequence.replace(_END, _BELL)}{_END}" if "STY" in env else sequence


def _is_console(env: Mapping[str, str]) -> bool:
    return env.get("TERM") == "linux"
