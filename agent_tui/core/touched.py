"""Which files a call reads or changes, as its arguments say."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from agent_tui.core.messages import Call

_CHANGING = frozenset({"edit_file", "write_file", "multi_edit", "apply_patch"})
_IN_PATCH = re.compile(r"^\*\*\* (?:Add|Update|Delete) File: (.+)$", re.MULTILINE)


def read_by(call: Call) -> str:
    """The file that `call` reads; empty for any other call."""
    return str(arguments(call).get("path", "")) if call.name == "read_file" else ""


def is_whole_read(call: Call) -> bool:
    """Whether `call` reads a file from its beginning, as far as one page goes."""
    return bool(read_by(call)) and set(arguments(call)) == {"path"}


def is_from_top(call: Call) -> bool:
    """Whether `call` reads a file from its first line on."""
    return "offset" not in arguments(call)


def changed_by(call: Call) -> tuple[str, ...]:
    """The files that `call` changes."""
    if call.name not in _CHANGING:
        return ()
    given = arguments(call)
    edits = given.get("edits")
    inner = [str(edit.get("path", "")) for edit in edits if isinstance(edit, dict)] if isinstance(edits, list) else []
    outer = [str(given["path"])] if "path" in given else []
    named = [*outer, *inner, *_IN_PATCH.findall(str(given.get("patch", "")))]
    return tuple(dict.fromkeys(filter(None, named)))


def arguments(call: Call) -> dict[str, Any]:
    """The arguments of `call`; empty where they are no JSON object."""
    try:
        return msgspec.json.decode(call.arguments or "{}", type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeEncodeError):
        return {}
