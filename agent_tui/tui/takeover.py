"""Takes the terminal over from the early frame."""

from __future__ import annotations

import io
import os
import select
import signal
import time
from codecs import getincrementaldecoder
from contextlib import suppress

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.constants import ESCAPE_DELAY
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from agent_tui.tui.early import window
from agent_tui.tui.early.terminal import Early

_OTHER_SCREEN = "\x1b[?1049h"
_ESCAPE = "\x1b"
_OUTPUT = 2
_AT_ONCE = 4096
_TICK = 0.1
"""Seconds after which a key that may be the start of a longer one is looked at again, until it is settled."""


class GroundTold(Message):
    """The terminal has said what its background is."""


class _Output(io.TextIOWrapper):
    """The terminal; what is written once it has gone is lost, and whoever wrote it goes on."""

    def write(self, text: str) -> int:
        """As `TextIOWrapper`."""
        with suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        """As `TextIOWrapper`."""
        with suppress(OSError):
            super().flush()


def driver_after(early: Early) -> type[Driver]:
    """A driver that leaves on the screen what `early` drew until the app's own first frame covers it."""

    class TakingOver(LinuxDriver):
        """Goes on with a terminal that is raw already and on its other screen."""

        entered = True

        def __init__(
            self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
        ) -> None:
            super().__init__(app, debug=debug, mouse=mouse, size=size)
            self._file = _Output(
                io.BufferedWriter(io.FileIO(_OUTPUT, "w", closefd=False)), encoding="utf-8", errors="replace"
            )
            self._woken, self._wake = os.pipe()

        def stop_application_mode(self) -> None:
            """As `Driver`; what it found was the early frame's raw mode."""
            self.attrs_before = early.attributes
            self.write(window.left(os.environ))
            super().stop_application_mode()

        def disable_input(self) -> None:
            """As `Driver`; whoever listens for keys is woken, so that nobody waits until they look up."""
            os.write(self._wake, _ESCAPE.encode())
            super().disable_input()
            os.read(self._woken, _AT_ONCE)

        def close(self) -> None:
            """As `Driver`; by now all that restores the terminal was written."""
            super().close()
            early.given_back = True

        def resume_application_mode(self) -> None:
            """As `Driver`; a process that was stopped without having been asked still listens for keys."""
            if self._key_thread is not None and self._key_thread.is_alive():
                self.disable_input()
                self._must_signal_resume = True
            super().resume_application_mode()

        def run_input_thread(self) -> None:
            """As `LinuxDriver`, with the terminal's answers taken out of what is typed."""
            parser = XTermParser()
            decode = getincrementaldecoder("utf-8")("replace").decode
            settled = 0.0
            while not self.exit_event.is_set():
                pause = _TICK if time.monotonic() < settled else None
                if self.fileno in select.select([self.fileno, self._woken], [], [], pause)[0]:
                    settled = time.monotonic() + ESCAPE_DELAY + _TICK
                    data = _read(self.fileno)
                    if not data:
                        os.kill(os.getpid(), signal.SIGHUP)
                        return
                    dark = early.answers.dark
                    for message in parser.feed(early.answers.taken_from(decode(data))):
                        self.process_message(message)
                    if early.answers.dark != dark:
                        self.process_message(GroundTold())
                for message in parser.tick():
                    self.process_message(message)

        def write(self, data: str) -> None:
            """As `Driver`; some terminals clear the other screen also where it is shown already."""
            early.given_back = False
            if data == _OTHER_SCREEN and self.entered:
                self.entered = False
            else:
                super().write(data)

    return TakingOver


def _read(fd: int) -> bytes:
    """What was typed; nothing where the terminal has gone."""
    try:
        return os.read(fd, _AT_ONCE)
    except OSError:
        return b""


def keys_of(rest: bytes) -> list[events.Key | events.Paste]:
    """The events that `rest`, as a terminal sent it, stands for."""
    text = rest.decode(errors="replace")
    alone = text.endswith(_ESCAPE)
    read = XTermParser().feed(text.removesuffix(_ESCAPE))
    found = [each for each in read if isinstance(each, events.Key | events.Paste)]
    return [*found, *([events.Key("escape", _ESCAPE)] if alone else [])]
