"""Holds the terminal from the first moment until the app takes it over."""

from __future__ import annotations

import os
import select
import signal
import termios
import threading
from types import FrameType, TracebackType
from typing import NoReturn, Self

from agent_tui.tui.early import window
from agent_tui.tui.early.answers import ASK, Answers, dark_by, is_dark
from agent_tui.tui.early.draft import Draft
from agent_tui.tui.early.frame import Facts, Frame, drawn
from agent_tui.tui.early.ink import LIGHT, Look, depth, parts
from agent_tui.tui.early.last import Last
from agent_tui.tui.early.plain import has_glyphs, plain

_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?7l"
_LEAVE = "\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
_LEAVE_APP = f"\x1b[?1000;1002;1003;1006;1015;1016l\x1b[?1004;2048l\x1b[?2026l\x1b[<u{_LEAVE}"
"""As the app leaves, where it could not do so itself."""
_INPUT, _OUTPUT = 0, 1
_AT_ONCE = 65536
_PATIENCE = 0.1
"""Seconds that the rest of a paste or of a sequence may take to come."""
_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""What tells a process to end."""
_INTERRUPTED = 130


class Early:
    """Shows the frame and what is typed into it, from entering until `hand_over`; leaving always restores."""

    def __init__(self, facts: Facts, last: Last) -> None:
        self.last = last
        """What the next start will look like."""
        self._facts = last.facts(facts)
        self.answers = Answers()
        self._look = last.look if last.known else _look(dark=dark_by(os.environ) is not False)
        self._depth = depth(os.environ)
        self._draft = Draft()
        self._size = (0, 0)
        self._attributes = termios.tcgetattr(_INPUT)
        self._lock = threading.Lock()
        self._stopped, self._stop = os.pipe()
        self._thread = threading.Thread(target=self._echo, name="early-echo", daemon=True)
        self._handed_over = False
        self.given_back = False
        """Whether the terminal is as it was."""

    @property
    def attributes(self) -> list[int | list[bytes | int]]:
        """How the terminal was set before."""
        return self._attributes

    @property
    def dark(self) -> bool:
        """Whether the terminal's background is dark, as far as can be told now."""
        if self.answers.dark is not None:
            return self.answers.dark
        by_env = dark_by(os.environ)
        return _is_dark(self._look) if by_env is None else by_env

    @property
    def draft(self) -> Draft:
        """What was typed; complete once handed over."""
        return self._draft

    def __enter__(self) -> Self:
        for told in _ENDING:
            signal.signal(told, self._told_to_end)
        try:
            termios.tcsetattr(_INPUT, termios.TCSANOW, _raw(self._attributes))
            self._write(_ENTER if os.environ.get("TERM") == "linux" else _ENTER + ASK)
            self._draw()
            self._thread.start()
        except BaseException:
            self._end_echo()
            self._restore()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_back()

    def give_back(self) -> None:
        """Leave the terminal as it was found, whoever holds it now."""
        self._end_echo()
        self._restore()

    def show(self, facts: Facts) -> None:
        """Say `facts` in the status line."""
        with self._lock:
            if facts != self._facts:
                self._facts = facts
                self._draw()

    def hand_over(self) -> None:
        """Stop reading keys; the terminal is the app's from now on."""
        self._end_echo()
        self._handed_over = True
        for told in _ENDING:
            signal.signal(told, signal.SIG_DFL)

    def _echo(self) -> None:
        while True:
            ready, _, _ = select.select([_INPUT, self._stopped], [], [])
            if self._stopped in ready or not self._take():
                break
        while (
            not (self._draft.whole and self.answers.whole)
            and select.select([_INPUT], [], [], _PATIENCE)[0]
            and self._take()
        ):
            pass
        self._draft.close()

    def _take(self) -> bool:
        """Take what was typed and show it; False where the terminal has gone."""
        try:
            data = os.read(_INPUT, _AT_ONCE)
        except OSError:
            return False
        typed = self.answers.taken_from(data.decode("latin-1")).encode("latin-1")
        with self._lock:
            self._follow()
            self._draft.feed(typed)
            if self._draft.left:
                self._end(_INTERRUPTED)
            self._draw()
        return bool(data)

    def _follow(self) -> None:
        """Draw in the other colours where the background turns out not to be what it was."""
        dark = self.answers.dark
        if dark is not None and self.last.follows and dark != _is_dark(self._look):
            self._look, self._size = _look(dark=dark), (0, 0)

    def _draw(self) -> None:
        size = os.get_terminal_size(_OUTPUT)
        width, height = size.columns or 80, size.lines or 24
        whole = (width, height) != self._size
        self._size = (width, height)
        text = drawn(Frame(self._facts, self._look, self._depth, width, height), self._draft, whole=whole)
        self._write(text if has_glyphs(os.environ) else plain(text))

    def _end_echo(self) -> None:
        if self._thread.is_alive():
            os.write(self._stop, b".")
            self._thread.join()

    def _told_to_end(self, number: int, frame: FrameType | None) -> None:
        self._end(128 + number)

    def _end(self, code: int) -> NoReturn:
        """End at once: nothing is open yet, and an exception in the middle of an import can be lost, or crash it."""
        self._restore()
        os._exit(code)

    def _restore(self) -> None:
        try:
            if not self.given_back:
                self._write(window.left(os.environ) + _LEAVE_APP if self._handed_over else _LEAVE)
                self.given_back = True
            termios.tcsetattr(_INPUT, termios.TCSANOW, self._attributes)
        except (OSError, termios.error):
            # The terminal has gone, and with it what there was to restore.
            return

    def _write(self, text: str) -> None:
        data = text.encode()
        while data:
            data = data[os.write(_OUTPUT, data) :]


def _look(*, dark: bool) -> Look:
    return Look() if dark else LIGHT


def _is_dark(look: Look) -> bool:
    red, green, blue = parts(look.ground)
    return is_dark(red / 255, green / 255, blue / 255)


def _raw(attributes: list[int | list[bytes | int]]) -> list[int | list[bytes | int]]:
    """The settings that the app will make: keys come at once, unchanged, unseen."""
    iflag, oflag, cflag, lflag, *rest = attributes
    assert isinstance(iflag, int)
    assert isinstance(lflag, int)
    iflag &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    lflag &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    return [iflag, oflag, cflag, lflag, *rest]
