"""What the terminal answers when it is asked for its colours, taken out of what is typed."""

from __future__ import annotations

import re
from collections.abc import Mapping

ASK = "\x1b]11;?\x1b\\"
"""Asks for the colour of the background; a terminal that does not know it says nothing."""
_END = r"(?:\x07|\x1b\\|\x9c)"
_ANSWER = re.compile(rf"\x1b\]1[01];([^\x07\x1b\x9c]*){_END}")
_BEGUN = re.compile(r"\x1b\]1[01];[^\x07\x1b\x9c]{0,60}\x1b?\Z")
_REST = re.compile(rf"\]1[01];(rgba?:[^\x07\x1b\x9c]*){_END}")
"""An answer whose first character came by itself, and was taken for the key Esc."""
_COLOR = re.compile(r"rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})(?:/[0-9a-fA-F]{1,4})?")
_LIGHT = ("7", "15")


class Answers:
    """Remembers whether the terminal said that its background is dark."""

    def __init__(self) -> None:
        self.dark: bool | None = None
        """None while it has not answered."""
        self._held = ""
        self._escaped = False

    @property
    def whole(self) -> bool:
        """Whether no answer is cut in the middle."""
        return not self._held

    def taken_from(self, data: str) -> str:
        """`data`, as the terminal gave it, without what are answers."""
        if self._escaped and (found := _REST.match(data)):
            self._hear(found[1])
            data = data[found.end() :]
        data = self._held + data
        for answer in _ANSWER.findall(data):
            self._hear(answer)
        data = _ANSWER.sub("", data)
        begun = _BEGUN.search(data)
        self._held = begun.group() if begun else ""
        typed = data.removesuffix(self._held)
        self._escaped = typed.endswith("\x1b")
        return typed

    def _hear(self, answer: str) -> None:
        if found := _COLOR.fullmatch(answer):
            red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in found.groups())
            self.dark = is_dark(red, green, blue)


def is_dark(red: float, green: float, blue: float) -> bool:
    """Whether light words are read better on a colour; its parts are from 0 to 1."""
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5


def dark_by(env: Mapping[str, str]) -> bool | None:
    """Whether the background is dark by what `env` says of it; None where it says nothing."""
    ground = env.get("COLORFGBG", "").rpartition(";")[2]
    return ground not in _LIGHT if ground.isdecimal() else None
