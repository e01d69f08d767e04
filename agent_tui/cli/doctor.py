"""What agent needs on a machine, and whether it is there."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from agent_tui.cli.finding import Finding
from agent_tui.cli.sign_of_life import worker
from agent_tui.config.acting import acting_files
from agent_tui.config.places import places
from agent_tui.config.trust import is_trusted
from agent_tui.permissions.sandbox import probe

_LOADED_AT_STARTS = ("agent_tui", "msgspec", "textual", "litellm")
"""The packages that starts spend most of their time in."""


def findings(env: Mapping[str, str] = os.environ) -> tuple[Finding, ...]:
    """Look at everything, most needed first."""
    return (
        _python(),
        _litellm(),
        worker(),
        _program("bash", "Commands cannot be run without bash; install it.", needed=True),
        _program("git", "Without git there is no branch and no diff; install it."),
        _ripgrep(),
        _keys(env),
        _terminal(env),
        _sandbox(),
        _trust(),
        _byte_code(),
    )


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding(
        "python", fits, f"{found} at {sys.executable}" if fits else f"{found}; use 3.11, 3.12 or 3.13.", True
    )


def _litellm() -> Finding:
    try:
        return Finding("litellm", True, version("litellm"), True)
    except PackageNotFoundError:
        return Finding("litellm", False, "Not installed; only the demo model can answer. Install agent-tui anew.", True)


def _program(name: str, missing: str, needed: bool = False) -> Finding:
    path = shutil.which(name)
    if path is None:
        return Finding(name, False, missing, needed)
    try:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return Finding(name, False, f"{path} does not start.", needed)
    return Finding(name, True, f"{told.partition(chr(10))[0]} at {path}", needed)


def _ripgrep() -> Finding:
    bundled = Path(sys.executable).with_name("rg")
    if shutil.which("rg") is None and bundled.exists():
        return Finding("rg", True, f"the one that came along, at {bundled}")
    return _program("rg", "Searches are slower without ripgrep; install it.")


def _keys(env: Mapping[str, str]) -> Finding:
    found = sorted(name for name, value in env.items() if name.endswith("_API_KEY") and value)
    if not found:
        return Finding("keys", False, "No *_API_KEY is set, so the demo model answers; set one such as OPENAI_API_KEY.")
    return Finding("keys", True, ", ".join(found))


def _terminal(env: Mapping[str, str]) -> Finding:
    name = env.get("TERM", "")
    if name in ("", "dumb"):
        return Finding("terminal", False, f"TERM is {name!r}: the app cannot be drawn, agent run works.")
    colours = env.get("COLORTERM", "") or "no COLORTERM: colours are told from TERM"
    return Finding("terminal", True, f"{name}, {colours}")


def _sandbox() -> Finding:
    found = probe()
    if found is None:
        return Finding("sandbox", False, "None works here, so auto mode cannot be used; see: agent sandbox check")
    return Finding("sandbox", True, f"{found.kind}; what it does not hold back: agent sandbox check")


def _trust() -> Finding:
    here = Path.cwd()
    if not acting_files(here):
        return Finding("trust", True, "nothing in this directory could act")
    if is_trusted(here, places()):
        return Finding("trust", True, "this directory is trusted as it is now")
    return Finding("trust", False, "This directory's own settings are not used until you run: agent trust")


def _byte_code() -> Finding:
    lacking = {place: count for name in _LOADED_AT_STARTS for place, count in _not_compiled(name)}
    if not lacking:
        return Finding("byte code", True, "there")
    places = " ".join(map(shlex.quote, lacking))
    told = f"{sum(lacking.values()):,} modules have none, and starts are slow without; run:"
    return Finding("byte code", False, f"{told} {sys.executable} -m compileall -q {places}")


def _not_compiled(package: str) -> Iterator[tuple[str, int]]:
    """The directory of an installed package some of whose modules have no byte code, and how many those are."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return
    root = Path(spec.origin).parent
    count = sum(not Path(importlib.util.cache_from_source(str(file))).exists() for file in root.rglob("*.py"))
    if count:
        yield str(root), count
