"""Reads the command line."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

from agent_tui.cli.fault import tell_in_one_sentence
from agent_tui.cli.words import COMMANDS, is_for_the_app
from agent_tui.core.errors import UsageError, UserError

_INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Carry out `arguments` and return the exit code."""
    tell_in_one_sentence()
    try:
        return _run(list(arguments))
    except UserError as error:
        sys.stderr.write(f"agent: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader has gone; without this Python would complain about it once more while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1


def _run(arguments: list[str]) -> int:
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    if "--help" in own or "-h" in own or arguments[:1] in [[name] for name in COMMANDS if name != "run"]:
        from agent_tui.cli.commands import command

        return command(arguments)
    if "--version" in own or "-V" in own:
        from agent_tui import __version__

        sys.stdout.write(f"agent {__version__}\n")
        return 0
    if os.environ.pop("AGENT_PROFILE", ""):
        return _profiled(arguments)
    if is_for_the_app(arguments):
        return _app(arguments)
    from agent_tui.cli import start
    from agent_tui.cli.flags import read

    given = read(arguments)
    return start.headless(given) if given.headless else _app(arguments)


def _profiled(arguments: list[str]) -> int:
    """Do what `arguments` ask for, and show where its time went."""
    if is_for_the_app(arguments):
        from agent_tui.cli.perf import watched

        return watched(arguments)
    from agent_tui.cli.commands import command

    return command(["profile", "--", *arguments])


def _app(arguments: list[str]) -> int:
    """Run the terminal app, its frame first; what is wrong is told once the terminal is as it was."""
    from agent_tui.cli.opening import opened, refusal

    if _wants_lines(arguments):
        return _lines(arguments)
    if why := refusal(os.environ):
        from agent_tui.cli.flags import read

        read(arguments)
        raise UsageError(why)
    with opened() as early:
        drawn = time.monotonic()
        from agent_tui.cli import start
        from agent_tui.cli.flags import read
        from agent_tui.core.marks import mark

        mark("frame drawn", drawn)

        code = start.app(read(arguments), early)
    return _lines(arguments) if code is None else code


def _lines(arguments: list[str]) -> int:
    from agent_tui.cli import start
    from agent_tui.cli.flags import read

    return start.lines(read(arguments))


def _wants_lines(arguments: list[str]) -> bool:
    """Whether a frame would only be noise: a screen reader is told of before the configuration is read."""
    return "--screen-reader" in arguments or os.environ.get("AGENT_SCREEN_READER", "") not in ("", "0", "false")
