"""Takes the terminal over from the early frame."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable

from textual import events
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from agent_tui.tui.early.terminal import Early

_OTHER_SCREEN = "\x1b[?1049h"
_ESCAPE = "\x1b"


def driver_after(early: Early) -> type[Driver]:
    """A driver that leaves on the screen what `early` drew until the app's own first frame covers it."""

    class TakingOver(LinuxDriver):
        """Goes on with a terminal that is raw already and on its other screen."""

        entered = True

        def stop_application_mode(self) -> None:
            """As `Driver`; what it found was the early frame's raw mode."""
            self.attrs_before = early.attributes
            super().stop_application_mode()

        def close(self) -> None:
            """As `Driver`; by now all that restores the terminal was written."""
            super().close()
            early.given_back = True

        def write(self, data: str) -> None:
            """As `Driver`; some terminals clear the other screen also where it is shown already."""
            early.given_back = False
            if data == _OTHER_SCREEN and self.entered:
                self.entered = False
            else:
                super().write(data)

    return TakingOver


def heed(leave: Callable[[], object]) -> None:
    """Have `leave` called when the process is told to end, or its terminal has gone."""

    def hung_up() -> None:
        nowhere = os.open(os.devnull, os.O_RDWR)
        # Nothing more can be read or written, and whoever tried would fail where the session is being closed.
        for fd in (0, 1, 2):
            os.dup2(nowhere, fd)
        os.close(nowhere)
        leave()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, leave)
    loop.add_signal_handler(signal.SIGHUP, hung_up)


def keys_of(rest: bytes) -> list[events.Key | events.Paste]:
    """The events that `rest`, as a terminal sent it, stands for."""
    text = rest.decode(errors="replace")
    alone = text.endswith(_ESCAPE)
    read = XTermParser().feed(text.removesuffix(_ESCAPE))
    found = [each for each in read if isinstance(each, events.Key | events.Paste)]
    return [*found, *([events.Key("escape", _ESCAPE)] if alone else [])]
