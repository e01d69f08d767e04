"""Runs commands where they can write only to the workspace and reach no network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Literal

from msgspec import Struct

from agent_tui.permissions.keeping import WHOLE, Keep, keep
from agent_tui.permissions.paths import may_hold_protected, protected

_CONFINE = Path(__file__).with_name("confine.py")
Kind = Literal["bubblewrap", "landlock", "seatbelt"]


class Sandbox(Struct, frozen=True):
    """One way of confining a command, found to work on this machine."""

    kind: Kind
    program: str
    """The program that confines."""
    limits: tuple[str, ...] = ()
    """One sentence each for what it does not hold back, or does hold back though harmless."""

    def wrap(
        self, argv: Sequence[str], workspace: str, scratch: str, cwd: str, kept: Keep, own: Sequence[str] = ()
    ) -> tuple[str, ...]:
        """`argv` confined to `workspace` and `scratch`, a directory for temporary files that exists.

        `kept` is what of the workspace stays as it is, and so does `own`, the agent's settings and data. `workspace`
        is the session's, never one that a model names.
        """
        root, place = os.path.realpath(workspace), os.path.realpath(scratch)
        match self.kind:
            case "bubblewrap":
                return (self.program, *_bubblewrap(root, kept, own, place, cwd), "--", *_confined(None, scratch), *argv)
            case "landlock":
                return (*_confined((*writable(root, own), place), scratch), *argv)
            case "seatbelt":
                profile = seatbelt_profile(root, place, kept, own)
                return (self.program, "-p", profile, "/usr/bin/env", f"TMPDIR={scratch}", *argv)


_NEW = "Files with protected names can be made while a command runs, and are set aside when it ends."
_TOP = "Commands cannot make new entries beside protected ones, so not at the top of most projects; file tools can."
_BELOW = "Protected names can be made anew in deeper directories that hold none, and are set aside when it ends."
_NO_SOCKETS = "Commands cannot open sockets at all, so servers for tests do not start."
_NO_SCOPE = "This kernel's Landlock is too old to keep commands from signalling other processes."


def probe(kinds: Sequence[Kind] = ("bubblewrap", "landlock", "seatbelt")) -> Sandbox | None:
    """The first of `kinds` that holds when tried for real; None where none does."""
    return next((found for kind in kinds if (found := _candidate(kind)) and _holds(found)), None)


def writable(workspace: str, own: Sequence[str] = ()) -> tuple[str, ...]:
    """The largest parts of `workspace` that hold nothing protected, for what can allow but not forbid.

    The top itself is none of them: there, no protected name may even be made. Nor are files with a second name.
    """
    return tuple(_clean_parts(os.path.realpath(workspace), tuple(map(os.path.realpath, own)))[0])


def _clean_parts(directory: str, own: tuple[str, ...]) -> tuple[list[str], bool]:
    """The clean parts of a directory, and whether it is clean as a whole."""
    try:
        with os.scandir(directory) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return [], False
    parts: list[str] = []
    holds_own = any(PurePath(path).is_relative_to(directory) for path in own)
    clean = not holds_own and not may_hold_protected(Path(directory).name)
    for entry in entries:
        if entry.path in own or protected((Path(directory).name, entry.name)):
            clean = False
        elif entry.is_dir(follow_symlinks=False):
            below, whole = ([], True) if entry.name in WHOLE else _clean_parts(entry.path, own)
            parts += [entry.path] if whole else below
            clean = clean and whole
        elif not entry.is_symlink():
            single = entry.stat(follow_symlinks=False).st_nlink == 1
            parts += [entry.path] if single else []
            clean = clean and single
    return parts, clean


def _confined(write: Sequence[str] | None, scratch: str) -> tuple[str, ...]:
    policy = {"write": write, "loopback": write is None, "scratch": scratch}
    return (sys.executable, "-I", "-S", str(_CONFINE), json.dumps(policy))


def _bubblewrap(root: str, kept: Keep, own: Sequence[str], scratch: str, cwd: str) -> Iterator[str]:
    yield from ("--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/", "--dev", "/dev")
    yield from ("--proc", "/proc", "--cap-drop", "ALL", "--bind", root, root)
    # What is mounted on can be neither renamed nor removed.
    for path in kept.repositories:
        yield from ("--bind", path, path)
    for path in (*kept.read_only, *filter(os.path.lexists, own)):
        yield from ("--ro-bind", path, path)
    yield from ("--bind", scratch, scratch, "--chdir", cwd)


def seatbelt_profile(root: str, scratch: str, kept: Keep, own: Sequence[str]) -> str:
    """The profile for macOS: read all, write below `root` and `scratch` but for what is kept, no network."""
    lines = (
        "(version 1)",
        "(deny default)",
        "(allow process-exec process-fork sysctl-read mach-lookup file-read*)",
        "(allow signal (target same-sandbox))",
        '(allow file-write* (literal "/dev/null") (literal "/dev/zero") (literal "/dev/tty"))',
        # Of the rules for one path the last counts.
        _rule("allow file-write*", "subpath", (root,)),
        _rule("deny file-write*", "subpath", (*kept.read_only, *own)),
        _rule("deny file-write-unlink", "literal", kept.repositories),
        _rule("allow file-write*", "subpath", (scratch,)),
        "(deny network*)",
    )
    return "\n".join(line for line in lines if line)


def _rule(what: str, kind: str, paths: Sequence[str]) -> str:
    named = " ".join(f"({kind} {json.dumps(path, ensure_ascii=False)})" for path in paths)
    return f"({what} {named})" if named else ""


def _candidate(kind: Kind) -> Sandbox | None:
    """A sandbox of this kind, where its parts are there."""
    match kind:
        case "bubblewrap":
            program = shutil.which("bwrap")
            return Sandbox(kind, program, (_NEW,)) if program else None
        case "landlock":
            return _landlock()
        case "seatbelt":
            program = shutil.which("sandbox-exec", path="/usr/bin")
            return Sandbox(kind, program, (_NEW,)) if program else None


def _landlock() -> Sandbox | None:
    if sys.platform != "linux":
        return None
    from agent_tui.permissions.confine import landlock_version

    version = landlock_version()
    if version < 3:
        # Before the third version a file could be cut to nothing though not written.
        return None
    return Sandbox("landlock", sys.executable, (_TOP, _BELOW, _NO_SOCKETS, *((_NO_SCOPE,) if version < 6 else ())))


def _holds(sandbox: Sandbox) -> bool:
    """Whether a confined command can write inside and cannot write outside."""
    with TemporaryDirectory() as directory:
        base = Path(os.path.realpath(directory))
        for name in ("inside", "outside", "scratch"):
            (base / name).mkdir()
        (base / "inside" / "file").touch()
        script = 'echo x > "$1/inside/file" && ! (echo x > "$1/outside/file") 2>/dev/null'
        argv = ("/bin/sh", "-c", script, "sh", str(base))
        inside = str(base / "inside")
        wrapped = sandbox.wrap(argv, inside, str(base / "scratch"), inside, keep(inside))
        try:
            ended = subprocess.run(wrapped, stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return ended.returncode == 0 and not (base / "outside" / "file").exists()
