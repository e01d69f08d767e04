"""Starts a session with the frontend that was asked for."""

from __future__ import annotations

import gc
import io
import os
import select
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from agent_tui.cli.eager import load_all
from agent_tui.cli.flags import Given
from agent_tui.cli.ready import worker
from agent_tui.config.load import Loaded, load
from agent_tui.config.options import Options
from agent_tui.config.places import places
from agent_tui.core.errors import UsageError
from agent_tui.core.marks import mark

if TYPE_CHECKING:
    from agent_tui.tui.early.terminal import Early

_PATIENCE = 3.0
"""Seconds that a prompt waits for the first byte of a pipe that may never bring one."""


def headless(given: Given) -> int:
    """Do the prompt and return the exit code. Raises `UserError`."""
    options, loaded = _prepared(given, interactive=False)
    prompt = _prompt(given.prompt)
    _tell(loaded)
    ready = worker(loaded.config.model)
    # What imports make stays, so that looking through it for garbage is of no use, then or later.
    gc.disable()

    import asyncio

    if not loaded.config.performance.fast_startup:
        load_all()
    from agent_tui.cli.watching import timings
    from agent_tui.compose import assemble
    from agent_tui.headless.run import Format, run

    formats: dict[str, Format] = {"text": "text", "json": "json", "stream-json": "stream-json"}
    output = formats[given.output]
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding gets a mark for what it cannot show; JSON is UTF-8 everywhere.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if output == "text" else "utf-8", errors="replace")

    gc.freeze()
    gc.enable()
    mark("imports done", time.monotonic())
    notes = timings()

    async def work() -> int:
        session = await assemble(options, loaded, ready, notes)
        mark("session open", time.monotonic())
        return await run(session, prompt, output, sys.stdout, sys.stderr)

    return asyncio.run(work())


def app(given: Given, early: Early) -> int | None:
    """Run the terminal app, which takes over from `early`, and return the exit code.

    None where the configuration wants lines for a screen reader instead. Raises `UserError`.
    """
    options, loaded = _prepared(given, interactive=True)
    if loaded.config.ui.screen_reader:
        return None

    ready = worker(loaded.config.model)
    from agent_tui.cli.screen import show

    return show(options, loaded, given, early, ready)


def lines(given: Given) -> int:
    """Run the session line by line and return the exit code. Raises `UserError`."""
    options, loaded = _prepared(given, interactive=True)

    ready = worker(loaded.config.model)
    from agent_tui.cli.screen import show_lines

    return show_lines(options, loaded, given, ready)


def _prepared(given: Given, *, interactive: bool) -> tuple[Options, Loaded]:
    cwd = directory(given.cwd)
    loaded = load(given.settings, os.environ, cwd, places())
    mark("settings read", time.monotonic())
    return Options(str(cwd), given.continue_latest, given.resume, interactive), loaded


def directory(name: str) -> Path:
    """The workspace that `name` stands for, absolute. Raises `UsageError` where it is no directory."""
    try:
        path = Path(name).expanduser().resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise UsageError(f"There is no directory {name}.") from error
    if not path.is_dir():
        raise UsageError(f"{name} is not a directory.")
    return path


def _prompt(words: str) -> str:
    """The prompt with what was piped in after it. Raises `UsageError` where there is neither."""
    piped = "" if words and sys.stdin.isatty() else _piped(words)
    prompt = "\n\n".join(part for part in ("" if words == "-" else words, piped) if part.strip())
    if not prompt:
        raise UsageError('There is no prompt; give one: agent run "PROMPT", or pipe it in.')
    return prompt


def _piped(words: str) -> str:
    if sys.stdin.isatty() and words != "-":
        return ""
    silent = not sys.stdin.isatty() and not select.select([sys.stdin], [], [], _PATIENCE)[0]
    if silent and words not in ("", "-"):
        sys.stderr.write(f"agent: nothing came on the standard input within {_PATIENCE:.0f} s; going on without it\n")
        return ""
    if silent:
        sys.stderr.write("agent: waiting for a prompt on the standard input, until its end\n")
    return sys.stdin.buffer.read().decode(errors="replace")


def _tell(loaded: Loaded) -> None:
    for notice in loaded.notices:
        sys.stderr.write(f"agent: {notice}\n")
