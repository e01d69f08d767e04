"""The keys that the person chose in place of the usual ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from msgspec.structs import replace

from agent_tui.core.errors import UsageError
from agent_tui.tui.keys import KEYS, Key

_NAMED = "enter tab escape space backspace delete insert home end pageup pagedown up down left right underscore"
_KEY = re.compile(rf"((?:ctrl|alt|shift|super)\+)*([a-z0-9]|f[1-9]|f1\d|f2[0-4]|{'|'.join(_NAMED.split())})")
_TYPED = re.compile(r"(shift\+)?([a-z0-9]|space|underscore)")
_WRITING = re.compile(r"(shift\+)?(backspace|delete|insert|home|end|left|right)")
_SENT_AS = {"ctrl+h": "Backspace", "ctrl+i": "Tab", "ctrl+m": "Enter"}
"""Keys that terminals send as others."""


def remapped(wanted: Mapping[str, str]) -> tuple[Key, ...]:
    """The table with the keys of `wanted` by their names. Raises `UsageError` with a sentence."""
    names = [key.name for key in KEYS if key.name]
    for name, keys in wanted.items():
        if name not in names:
            near = get_close_matches(name, names, 1, 0.5)
            meant = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(names)}."
            raise UsageError(f"keys: there is nothing called {name}.{meant}")
        for one in _several(keys):
            _check(name, one)
    table = tuple(_changed(key, wanted[key.name]) if key.name in wanted else key for key in KEYS)
    _refuse_clashes(table)
    return table


def aliases(table: Iterable[Key]) -> dict[str, str]:
    """What the composer takes a key for: another key of the usual table, or, where empty, none of them."""
    usual = {key.name: key for key in KEYS}
    found: dict[str, str] = {}
    changed = [key for key in table if key.name and not key.action and key != usual[key.name]]
    for key in changed:
        found |= dict.fromkeys(_several(usual[key.name].keys), "")
    for key in changed:
        found |= dict.fromkeys(_several(key.keys), _several(usual[key.name].keys)[0])
    return found


def _several(keys: str) -> list[str]:
    """Keys as Textual names them: in small letters, what is held down in order."""
    return ["+".join((*sorted(held), last)) for *held, last in (_parts(key) for key in keys.split(","))]


def _parts(key: str) -> list[str]:
    return key.strip().lower().split("+")


def _changed(key: Key, keys: str) -> Key:
    several = _several(keys)
    return replace(key, keys=",".join(several), shown=", ".join(map(_shown, several)))


def _shown(key: str) -> str:
    return "+".join(part.capitalize() for part in key.split("+"))


def _check(name: str, key: str) -> None:
    if not _KEY.fullmatch(key):
        raise UsageError(f"keys.{name}: {key!r} is no key; write it like ctrl+k, alt+enter or f5.")
    if key in _SENT_AS:
        raise UsageError(f"keys.{name}: terminals send {key} as {_SENT_AS[key]}; take another.")
    if _WRITING.fullmatch(key):
        raise UsageError(f"keys.{name}: {key} is needed for writing; take it with ctrl or alt.")
    if _TYPED.fullmatch(key):
        raise UsageError(f"keys.{name}: {key} could no longer be written; take it with ctrl or alt.")


def _refuse_clashes(table: Iterable[Key]) -> None:
    taken: dict[str, Key] = {}
    for row in table:
        for key in _several(row.keys):
            other = taken.setdefault(key, row)
            if other is not row:
                raise UsageError(f"keys: {key} cannot be both for {_what(other)} and for {_what(row)}.")


def _what(row: Key) -> str:
    return row.name or f"“{row.meaning}”"
