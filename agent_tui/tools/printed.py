"""Makes text of the bytes that a command prints, piece by piece."""

from __future__ import annotations

import codecs
import re

from agent_tui.core.sanitise import sanitise

_LONGEST_LINE = 64 * 1024
"""Characters of an unfinished line that are held back; a longer one is passed on in parts."""
_ODD = re.compile(r"[^\n\t -~]")
_ESCAPES = re.compile("[\x1b\x80-\x9f]")


class Printed:
    """Decodes UTF-8 across borders of pieces, drops escape sequences and keeps of each progress line its last state."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._open = ""
        """The line that has not ended yet, as it came."""
        self._shown = ""
        """What of that line was given out by `so_far`."""

    def feed(self, data: bytes, final: bool = False) -> str:
        """The lines that `data` completes; with `final` the unfinished last one too."""
        text = self._open + self._decoder.decode(data, final)
        lines, newline, self._open = text.rpartition("\n")
        done = _plain(lines) + newline if newline else ""
        if final or len(self._open) > _LONGEST_LINE:
            done += _plain(self._open)
            self._open = ""
        return done

    def so_far(self, done: str) -> str:
        """What to add to a live display after `done` came from `feed`: that, and the new part of an unfinished line."""
        fresh = _continued(self._shown, done) if done else ""
        if done:
            self._shown = ""
        now = "" if "\r" in self._open or "\x1b" in self._open else _plain(self._open)
        if now.startswith(self._shown):
            fresh += now[len(self._shown) :]
            self._shown = now
        return fresh


def _continued(shown: str, done: str) -> str:
    """`done` without its first part where that is on the display already; else on a line of its own."""
    if done.startswith(shown):
        return done[len(shown) :]
    return "\n" + done


def _plain(text: str) -> str:
    if _ODD.search(text) is None:
        return text
    if "\r" in text or _ESCAPES.search(text):
        # One line at a time, so that a sequence without an end swallows no more than its line.
        return "\n".join(sanitise(_last_state(line)) for line in text.split("\n"))
    return sanitise(text)


def _last_state(line: str) -> str:
    """What a terminal would show in the end of a line that was written over."""
    return next((part for part in reversed(line.split("\r")) if part), "")
