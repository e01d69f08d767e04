"""Completes the path before the caret, as a shell does."""

from __future__ import annotations

import os
import re
from itertools import islice, takewhile
from pathlib import Path

_WORD = re.compile(r"(?:\\.|[^\s\\])*$")
_SPECIAL = re.compile(r"([\s\\'\"$&;|<>()*?`])")
_MOST = 10_000
"""Names of one directory that are looked at."""


def path_word(before: str, *, command: bool) -> str:
    """The word at the end of `before` where it is, or in a command may be, a path; else nothing."""
    found = _WORD.search(before)
    word = found[0] if found else ""
    return word if word and (command or "/" in word or word.startswith("~")) and not word.startswith("@") else ""


def path_choices(word: str, cwd: str) -> list[str]:
    """What `word` may be completed to, as it is written, directories with a slash at the end. Blocks."""
    folder, slash, start = word.rpartition("/")
    plain = re.sub(r"\\(.)", r"\1", folder + slash)
    place = Path(cwd).expanduser() / Path(plain).expanduser()
    begun = re.sub(r"\\(.)", r"\1", start)
    try:
        with os.scandir(place) as entries:
            found = [
                f"{entry.name}/" if entry.is_dir() else entry.name
                for entry in islice(entries, _MOST)
                if entry.name.startswith(begun) and entry.name.isprintable() and (begun or entry.name[0] != ".")
            ]
    except (OSError, ValueError):
        return []
    return [folder + slash + _SPECIAL.sub(r"\\\1", name) for name in sorted(found)]


def common(choices: list[str]) -> str:
    """What all choices begin with."""
    first, last = min(choices, default=""), max(choices, default="")
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(character for character, _ in same)
