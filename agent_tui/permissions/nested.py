"""Commands inside commands: what a wrapper would run, what a shell is given as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from agent_tui.permissions.shell import Part, parse, runs_others

_DEEPEST = 4
_WIDEST = 64
_INTERPRETS = frozenset(("sh", "bash", "zsh", "dash", "ksh", "fish", "ash", "eval", "su", "ssh", "watch", "script"))
_HOLD = frozenset(("trap", "alias"))
"""Builtins that keep a text to be run later."""
_FINDERS = frozenset(("find", "fd", "fdfind"))
_FOUND = frozenset(("-exec", "-execdir", "-ok", "-okdir", "-x", "-X", "--exec", "--exec-batch"))
"""Options after which these are told what to run."""


def likely(part: Part, depth: int = 0) -> Iterator[Part]:
    """`part`, and every command that it may run in turn: more than it will, rather than fewer."""
    yield part
    if depth == _DEEPEST or not part.words:
        return
    name = PurePath(part.words[0]).name
    if not runs_others(name) and not part.opaque and name not in _FINDERS | _HOLD:
        return
    if len(part.words) > _WIDEST:
        # Reading on would take time without end: the rest counts as not known.
        yield Part((), part.text, "it runs another command with very many words", opaque=True)
    for start in range(1, min(len(part.words), _WIDEST)):
        if name in _HOLD or (name in _FINDERS and part.words[start - 1] not in _FOUND):
            continue
        yield Part(part.words[start:], part.text, part.doubt or "it is run by another command")
    if name in _HOLD:
        texts = [re.sub(r"^\w+=", "", word) for word in part.words[1:]]
    elif name in _INTERPRETS or part.opaque:
        texts = [word for word in part.words[1:] if " " in word or ";" in word]
        texts.append(" ".join(part.words[1:]))
    else:
        texts = [word for word in part.words[1:] if " " in word]
    for text in list(dict.fromkeys(texts))[:_WIDEST]:
        for inner in parse(text).parts:
            yield from likely(inner, depth + 1)
