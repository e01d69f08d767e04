"""What is typed before the app is there."""

from __future__ import annotations

import codecs
import re

_PASTE, _PASTE_END = b"\x1b[200~", b"\x1b[201~"
_PLAIN = re.compile(rb"[^\x00-\x1f\x7f]+")
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
"""How the names of pictures end that models take."""
_LEAVE = b"\x03"


class Draft:
    """Text that can be shown at once, and `rest`: the keys from the first one on that only the app knows."""

    def __init__(self) -> None:
        self.text = ""
        self.sent: list[str] = []
        """What Enter was pressed on."""
        self.rest = b""
        self.left = False
        """Whether Ctrl+C was pressed."""
        self._pending = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def whole(self) -> bool:
        """Whether no character and no sequence of the terminal is cut in the middle."""
        return not (self._pending or self._decoder.getstate()[0])

    def feed(self, data: bytes) -> None:
        """Take `data` as the terminal gave it, cut anywhere."""
        self._pending += data
        while self._pending and not self.rest and self._step():
            pass
        if self.rest:
            self.left = self.left or _LEAVE in self._pending
            self.rest += self._pending
            self._pending = b""

    def close(self) -> None:
        """Leave to the app what has begun and not ended."""
        self.rest += self._decoder.getstate()[0] + self._pending
        self._pending = b""

    def _step(self) -> bool:
        """Take one key or one run of text; False where more must come first."""
        if plain := _PLAIN.match(self._pending):
            self._drop(plain.end())
            self.text += self._decoder.decode(plain.group())
            return True
        if self._pending.startswith(_PASTE):
            return self._paste()
        if _PASTE.startswith(self._pending):
            return False
        self._key(self._pending[:1])
        return True

    def _paste(self) -> bool:
        end = self._pending.find(_PASTE_END)
        if end < 0:
            return False
        pasted = self._pending[len(_PASTE) : end].decode(errors="replace")
        if pasted.rstrip(" '\"").lower().endswith(PICTURES):
            # Whether it is a picture is for the app to say.
            self.rest = self._pending[: end + len(_PASTE_END)]
            self._drop(end + len(_PASTE_END))
            return True
        self.text += pasted.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
        self._drop(end + len(_PASTE_END))
        return True

    def _key(self, key: bytes) -> None:
        if key == b"\r" and self.text.startswith("/"):
            # What a command is completed to is for the app to say.
            self.rest = key
        elif key == b"\r":
            self._enter()
        elif key == b"\n":
            self.text += "\n"
        elif key in (b"\x7f", b"\x08"):
            self.text = self.text[:-1]
        elif key == _LEAVE:
            self.left = True
        else:
            self.rest = key
        self._drop(1)

    def _enter(self) -> None:
        if self.text.endswith("\\"):
            self.text = f"{self.text[:-1]}\n"
        elif self.text.strip():
            self.sent.append(self.text.strip())
            self.text = ""

    def _drop(self, count: int) -> None:
        self._pending = self._pending[count:]
