"""Counts tokens in a process of its own, so that nothing stands still while an encoding is loaded.

`python -m agent_tui.model.counting DIRECTORY` reads `NAME SIZE`, a newline and SIZE bytes of text, again and again, and
writes a line for each: the tokens of the text in the encoding NAME, or `-` where DIRECTORY does not hold it.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from agent_tui.model.encodings import SOURCES, Count, read

_NONE = b"-"
_STARTS = 2
"""How often it is started at most: what ended it twice would end it again."""


class Counting:
    """The process, started when it is first needed; may be used by several threads."""

    def __init__(self, directory: Path) -> None:
        """`directory` holds tiktoken's encodings."""
        self._directory = directory
        self._one = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._starts = 0

    def count(self, name: str, text: str) -> int | None:
        """Tokens of `text` in the encoding `name`; blocks. None where it cannot be told."""
        data = text.encode(errors="surrogatepass")
        with self._one:
            while True:
                try:
                    line = self._asked(f"{name} {len(data)}\n".encode() + data)
                    return None if line == _NONE else int(line)
                except (OSError, ValueError):
                    if self._starts == _STARTS:
                        return None
                    self._process = None

    def _asked(self, frame: bytes) -> bytes:
        """What it answers. Raises `OSError`, and `ValueError` where it has ended."""
        process = self._process = self._process or self._started()
        if process.stdin is None or process.stdout is None:
            raise OSError
        process.stdin.write(frame)
        process.stdin.flush()
        return process.stdout.readline().strip()

    def _started(self) -> subprocess.Popen[bytes]:
        self._starts += 1
        process = subprocess.Popen(
            # -P, since the directory it starts in may hold anything, also files that are named like modules.
            [sys.executable, "-P", "-m", __name__, str(self._directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        weakref.finalize(self, _end, process)
        return process


def _end(process: subprocess.Popen[bytes]) -> None:
    # What was still to be sent to it is lost with it.
    with suppress(OSError), process:
        process.kill()


def serve(asked: BinaryIO, told: BinaryIO, directory: Path) -> None:
    """Answer until `asked` ends."""
    counts: dict[str, Count | None] = {}
    while line := asked.readline():
        name, _, size = line.decode().partition(" ")
        text = asked.read(int(size)).decode(errors="surrogatepass")
        if name not in counts:
            counts[name] = read(SOURCES[name], directory)
        count = counts[name]
        told.write(_NONE if count is None else str(count(text)).encode())
        told.write(b"\n")
        told.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer, Path(sys.argv[1]))
