"""What a process with a terminal does when it is told to end."""

from __future__ import annotations

import asyncio
import os
import signal
import termios
from collections.abc import Callable

_OUTPUT = 2


def _is_there() -> bool:
    """Whether the terminal can still be written to: a hang-up may be told of one that has not gone."""
    try:
        termios.tcgetattr(_OUTPUT)
    except (OSError, termios.error):
        return False
    return True


def heed(leave: Callable[[], object]) -> None:
    """Have `leave` called when the process is told to end, or its terminal has gone."""

    def hung_up() -> None:
        if _is_there():
            leave()
            return
        nowhere = os.open(os.devnull, os.O_RDWR)
        # Nothing more can be read or written, and whoever tried would fail where the session is being closed.
        for fd in (0, 1, 2):
            os.dup2(nowhere, fd)
        os.close(nowhere)
        leave()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, leave)
    loop.add_signal_handler(signal.SIGQUIT, leave)
    loop.add_signal_handler(signal.SIGHUP, hung_up)
