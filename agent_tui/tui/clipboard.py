"""Puts text where other programs paste from, and says no more of it than is known.

Libraries for this either wait without end for a tool that has no display, or hold the text only as long as they run;
none knows tmux. The tools themselves are few and simple.
"""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping, Sequence
from shutil import which

from msgspec import Struct

_PATIENCE = 2.0
"""Seconds a tool has; one without a display may never end."""


class Tool(Struct, frozen=True):
    """A program that takes what is copied."""

    name: str
    write: tuple[str, ...]
    read: tuple[str, ...] = ()
    """The command that gives back what was taken, where there is one."""
    encoding: str = "utf-8"
    where: str = ""
    """Whose clipboard it is, where that is not this machine's."""


_WAYLAND = Tool("wl-copy", ("wl-copy",), ("wl-paste", "--no-newline"))
_X11 = (
    Tool("xclip", ("xclip", "-selection", "clipboard", "-in"), ("xclip", "-selection", "clipboard", "-out")),
    Tool("xsel", ("xsel", "--clipboard", "--input"), ("xsel", "--clipboard", "--output")),
)
_TMUX = Tool("tmux", ("tmux", "load-buffer", "-w", "-"), ("tmux", "save-buffer", "-"), where="tmux's buffer")
_MAC = Tool("pbcopy", ("pbcopy",), ("pbpaste",))
_WINDOWS = Tool("clip.exe", ("clip.exe",), encoding="utf-16-le")


class Copied(Struct, frozen=True):
    """What became of a text."""

    short: str
    """For the status line."""
    sentence: str


def tools(env: Mapping[str, str], system: str = "") -> list[Tool]:
    """The programs that may reach the clipboard of the person who sits there, the surest first."""
    far = bool(env.get("SSH_CONNECTION") or env.get("SSH_TTY"))
    near: list[Tool] = []
    if env.get("WAYLAND_DISPLAY") and not far:
        near.append(_WAYLAND)
    if env.get("DISPLAY"):
        near += _X11
    if (system or platform.system()) == "Darwin" and not far:
        near.append(_MAC)
    if env.get("WSL_DISTRO_NAME") or (system or platform.system()) == "Windows":
        near.append(_WINDOWS)
    if env.get("TMUX"):
        near.append(_TMUX)
    return [tool for tool in near if which(tool.write[0], path=env.get("PATH"))]


def copy(text: str, env: Mapping[str, str], patience: float = _PATIENCE) -> Copied:
    """Give `text` to the first program that takes it, and read it back. It was sent to the terminal before. Blocks."""
    size = f"{len(text):,} character{'s' * (len(text) != 1)}"
    tried: list[str] = []
    for tool in tools(env):
        if _run(tool.write, text.encode(tool.encoding), env, patience) is None:
            tried.append(f"{tool.name} did not take them")
        elif not tool.read:
            told = f"Given {size} to {tool.name}, which cannot be asked what it holds; sent to the terminal too."
            return Copied(f"{size} given to {tool.name}", told)
        elif (back := _run(tool.read, b"", env, patience)) is not None and back.decode(
            tool.encoding, "replace"
        ) == text:
            place = f" into {tool.where}" if tool.where else ""
            return Copied(f"copied {size} by {tool.name}", f"Copied {size}{place} by {tool.name}, and read them back.")
        else:
            tried.append(f"{tool.name} gave something else back")
    failed = f" ({'; '.join(tried)})" if tried else ""
    told = f"Sent {size} to the terminal by OSC 52{failed}; it does not say whether it took them."
    return Copied(f"{size} sent to the terminal, unconfirmed", told)


def _run(command: Sequence[str], given: bytes, env: Mapping[str, str], patience: float) -> bytes | None:
    """What the program printed; None where it failed or did not end in time."""
    # A tool may stay behind to serve what it holds: nothing of it must keep a pipe of ours open.
    output = subprocess.DEVNULL if given else subprocess.PIPE
    try:
        ended = subprocess.run(
            command,
            input=given,
            stdout=output,
            stderr=subprocess.DEVNULL,
            env=dict(env),
            timeout=patience,
            check=True,
            start_new_session=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout or b""
