"""Files and directories that a message names with an `@`, whole or by their lines."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

_NAMED = re.compile(r'(?<!\S)@(?:"([^"\n]+)"|(\S+))')
_LINES = re.compile(r"(.+):(\d+)(?:-(\d+))?")
_CLOSING = ".,;:!?)]}'\""
"""What may follow a name in a sentence without being of it."""
_HEAD = re.compile(r'<file name="([^"]*)"')
_MOST = 20
"""Names of one message that are looked at."""


class Mention(Struct, frozen=True):
    """One name as it was written."""

    path: str
    first: int = 1
    """The first line that is meant, from 1."""
    last: int = 0
    """The last one; 0 where the end is meant."""

    @property
    def shown(self) -> str:
        """The name with its lines."""
        if not self.last:
            return self.path
        return f"{self.path}:{self.first}" + (f"-{self.last}" if self.last > self.first else "")


def mentions(text: str, there: Callable[[str], bool]) -> tuple[Mention, ...]:
    """What `text` names, each once; `there` says whether a path is one of something that exists."""
    found = (_meant(match[1] or match[2], there) for match in list(_NAMED.finditer(text))[:_MOST])
    return tuple(dict.fromkeys(mention for mention in found if mention is not None))


def _meant(word: str, there: Callable[[str], bool]) -> Mention | None:
    for name in dict.fromkeys(filter(None, (word, word.rstrip(_CLOSING)))):
        if there(f"{name}/"):
            return Mention(f"{name.rstrip('/')}/")
        if there(name):
            return Mention(name)
        if (lines := _LINES.fullmatch(name)) and there(lines[1]) and int(lines[2]):
            first = int(lines[2])
            return Mention(lines[1], first, max(first, int(lines[3] or first)))
    return None


def attached(name: str, text: str) -> str:
    """`text` of a file or directory, as it is attached to a message."""
    quoted = name.replace('"', "'")
    return f'<file name="{quoted}">\n{text}\n</file>'


def attached_name(text: str) -> str:
    """What `attached` was given as the name."""
    found = _HEAD.match(text)
    return found[1] if found else ""


def written(path: str) -> str:
    """`path` as a message names it."""
    return f'@"{path}"' if re.search(r"\s", path) else f"@{path}"
